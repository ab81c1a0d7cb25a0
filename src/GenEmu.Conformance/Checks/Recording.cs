using GenEmu.Conformance.Bench;

namespace GenEmu.Conformance.Checks;

/// <summary>What a device did when it was given some traffic.</summary>
internal sealed class Recording
{
    private readonly List<int> _ends = [];

    private Recording()
    {
    }

    /// <summary>Everything, in order.</summary>
    public List<string> Transcript { get; private set; } = [];

    /// <summary>The steps whose first piece was not answered at once.</summary>
    public HashSet<int> Waiting { get; } = [];

    public BenchState? FinalState { get; private set; }

    /// <summary>What was seen in the course of one step.</summary>
    public List<string> Of(int step) => Transcript[(step == 0 ? 0 : _ends[step - 1]).._ends[step]];

    /// <summary>Gives a new device some traffic.</summary>
    /// <param name="context">The device.</param>
    /// <param name="traffic">The traffic.</param>
    /// <param name="pace">How fast the host is.</param>
    /// <param name="between">Called after every step, to go on with the same or another board.</param>
    /// <param name="blocks">Whether repeated accesses go in blocks.</param>
    public static Recording Make(CheckContext context, IReadOnlyList<TrafficStep> traffic, HostPace pace, Func<int, BenchBoard, BenchBoard>? between = null, bool blocks = false)
    {
        var recording = new Recording();
        var board = new BenchBoard(context) { Pace = pace, UsesBlocks = blocks };
        board.Transcript.Clear();
        for (int i = 0; i < traffic.Count; i++)
        {
            if (board.Play(traffic[i]))
            {
                recording.Waiting.Add(i);
            }

            recording.Transcript.AddRange(board.Transcript);
            recording._ends.Add(recording.Transcript.Count);
            board.Transcript.Clear();
            board = between?.Invoke(i, board) ?? board;
        }

        recording.FinalState = board.Save();
        board.Dispose();
        return recording;
    }

    /// <summary>The first difference between two recordings of the same traffic; null if there is none.</summary>
    public string? DifferenceTo(Recording other, IReadOnlyList<TrafficStep> traffic)
    {
        for (int i = 0; i < traffic.Count; i++)
        {
            if (Difference(Of(i), other.Of(i)) is { } difference)
            {
                return $"step {i} ({traffic[i]}): {difference}";
            }
        }

        return FinalState is not null && other.FinalState is not null && FinalState.DifferenceTo(other.FinalState) is { } state ? $"at the end, {state}" : null;
    }

    public static string? Difference(IReadOnlyList<string> first, IReadOnlyList<string> second)
    {
        for (int i = 0; i < Math.Max(first.Count, second.Count); i++)
        {
            string a = i < first.Count ? first[i] : "nothing";
            string b = i < second.Count ? second[i] : "nothing";
            if (a != b)
            {
                return $"'{a}' the first time, '{b}' the second";
            }
        }

        return null;
    }
}
