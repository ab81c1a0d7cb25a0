using GenEmu.Board;
using GenEmu.Core.Io;
using GenEmu.Time;

namespace GenEmu.Replay;

/// <summary>What has entered a machine since a moment: at its end it is being recorded, before its end it is being replayed.</summary>
/// <remarks>
/// A machine is a function of what enters it, and everything enters at a boundary, through the scheduler. So a recording is the list of these entries with their stamps, and
/// a replay is the same machine whose scheduler holds back what arrives until its stamp. Devices run in a replay as they did; what their code awaits outside is awaited
/// again, and the answers that the CPU gets are the recorded ones.
/// </remarks>
internal sealed partial class Timeline : IEntrance, IAnswerJournal
{
    private readonly MachineBoard _board;
    private readonly List<RecordedEntry> _entries;
    private long _eventsBefore;
    private object _era = new();

    /// <summary>A timeline that begins where the machine is.</summary>
    /// <param name="board">The machine.</param>
    /// <param name="entries">What entered it when it was here before; nothing if it never was.</param>
    /// <param name="checks">Whether the machine's fingerprint is taken wherever a run ends.</param>
    public Timeline(MachineBoard board, IEnumerable<RecordedEntry> entries, bool checks)
    {
        _board = board;
        _entries = [.. entries];
        _eventsBefore = EventCount;
        Checks = checks;
    }

    /// <summary>What has entered.</summary>
    public IReadOnlyList<RecordedEntry> Entries => _entries;

    /// <summary>How many of <see cref="Entries"/> are past.</summary>
    public int Position { get; private set; }

    /// <summary>Whether the present is still ahead.</summary>
    public bool IsReplaying => Position < _entries.Count;

    /// <summary>Where the machine is.</summary>
    public Stamp Here => new(_board.Cpus.InstructionCount, _board.Clock.Now, EventCount - _eventsBefore, _board.Bus.NextId);

    bool IEntrance.Decides => IsReplaying;

    private bool Checks { get; }

    private long EventCount => _board.Timers.FiredCount + _board.Deadlines.ShownCount;

    /// <summary>The machine was put back to where it has been before.</summary>
    /// <param name="position">How many entries were past there.</param>
    /// <param name="events">How many events.</param>
    public void Rewind(int position, long events)
    {
        Position = position;
        _era = new object();
        _eventsBefore = EventCount - events;
        _held.Clear();
        _early.Clear();
        IsWaiting = false;
    }

    /// <summary>Whether what was posted belongs to what was forgotten when the machine was put back: the host has come to its end only now. That nobody waits for it is no event.</summary>
    private bool IsForgotten(in ScheduledEntry entry) => entry.State is DeadlineWork { IsOver: true } || AccessContext.IsForgotten(entry.State, _era);
}
