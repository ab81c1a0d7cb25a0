using GenEmu.Abstractions;
using GenEmu.Core.Tests.Support;

namespace GenEmu.Core.Tests.Paths;

/// <summary>What a case did.</summary>
/// <param name="Seen">What was to be seen after each run.</param>
/// <param name="Log">The devices' accesses.</param>
/// <param name="Touched">The structures that devices stood for and that were met.</param>
/// <param name="Waits">How often the vCPU waited.</param>
/// <param name="Faults">How often the bus heard of a device's exception.</param>
internal sealed record PathOutcome(IReadOnlyList<PathState> Seen, IReadOnlyList<string> Log, IReadOnlySet<Structure> Touched, int Waits, int Faults)
{
    /// <summary>How many of the accesses the first run made.</summary>
    public int FirstRunAccesses { get; private init; }

    public static PathOutcome Of(PathCase test, Paging paging, Engine engine, Func<Structure, Place> place, int throwsAt = -1, AccessWidths widths = AccessWidths.UpToQword, bool steps = false, bool moves = false)
    {
        using var machine = new PathMachine(test, paging, engine, place, widths) { Steps = steps, Moves = moves };
        machine.Device.ThrowsAt = throwsAt;
        IReadOnlyList<PathState> seen = machine.Run();
        return new PathOutcome(seen, machine.Device.Log, machine.Device.Touched, machine.Waits, machine.Faults.Count) { FirstRunAccesses = machine.FirstRunAccesses };
    }

    /// <summary>Fails with the first difference if the guest could tell this outcome from another.</summary>
    public void ShouldBeLike(PathOutcome other, string where)
    {
        for (int run = 0; run < Seen.Count; run++)
        {
            if (!Seen[run].IsEqualTo(other.Seen[run]))
            {
                Seen[run].Describe().Except(other.Seen[run].Describe()).ShouldBe(other.Seen[run].Describe().Except(Seen[run].Describe()), where);
                throw new InvalidOperationException($"{where}: run {run} differs in padding.");
            }
        }
    }

    /// <summary>Fails with the first difference if devices were asked for anything else.</summary>
    public void ShouldAskLike(PathOutcome other, string where)
    {
        if (!Log.SequenceEqual(other.Log, StringComparer.Ordinal))
        {
            int first = Log.Zip(other.Log).TakeWhile(p => p.First == p.Second).Count();
            Log.Skip(first).Take(8).ShouldBe(other.Log.Skip(first).Take(8), $"{where}: entry {first} is the first to differ");
            Log.Count.ShouldBe(other.Log.Count, where);
        }
    }
}
