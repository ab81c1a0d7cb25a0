using GenEmu.Replay;

namespace GenEmu.Past;

/// <summary>A moment of a machine's past that is kept whole.</summary>
/// <param name="Stamp">Where it is.</param>
/// <param name="Snapshot">The machine then.</param>
/// <param name="Position">How many entries of the timeline were past.</param>
/// <param name="SettledWork">How much work without a deadline was over.</param>
/// <param name="Counts">Each CPU's instructions.</param>
internal sealed record Moment(Stamp Stamp, Snapshot Snapshot, int Position, long SettledWork, IReadOnlyList<long> Counts);
