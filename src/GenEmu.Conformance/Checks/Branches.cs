using GenEmu.Abstractions;
using GenEmu.Conformance.Bench;

namespace GenEmu.Conformance.Checks;

/// <summary>Boards that have come to the same place of the traffic, to try different things from there.</summary>
internal sealed class Branches : IDisposable
{
    private readonly CheckContext _context;
    private readonly IReadOnlyList<TrafficStep> _traffic;
    private readonly bool _loads;
    private readonly BenchBoard _trunk;
    private int _played;

    public Branches(CheckContext context, IReadOnlyList<TrafficStep> traffic)
    {
        _context = context;
        _traffic = traffic;
        _trunk = new BenchBoard(context);
        _loads = _trunk.Subject is IStateful && !context.Found(ConformanceRule.Load) && !context.Found(ConformanceRule.Determinism);
    }

    /// <summary>The places to branch at: all of them where loading works, else some, because every branch is played from the start.</summary>
    public IEnumerable<int> Places(IEnumerable<int> wanted, int most)
    {
        int[] all = [.. wanted.Order()];
        int limit = _loads ? most : Math.Min(most, 24);
        return all.Length <= limit ? all : Enumerable.Range(0, limit).Select(i => all[(int)((long)i * all.Length / limit)]);
    }

    /// <summary>A board that has played a number of steps. Ask in ascending order.</summary>
    public BenchBoard At(int steps)
    {
        if (!_loads)
        {
            return Replay(steps);
        }

        Play(_trunk, _played, steps);
        _played = Math.Max(_played, steps);
        return _trunk.HandOver();
    }

    public void Dispose() => _trunk.Dispose();

    private BenchBoard Replay(int steps)
    {
        var board = new BenchBoard(_context);
        Play(board, 0, steps);
        board.Transcript.Clear();
        return board;
    }

    private void Play(BenchBoard board, int from, int to)
    {
        for (int i = from; i < to; i++)
        {
            board.Play(_traffic[i]);
        }
    }
}
