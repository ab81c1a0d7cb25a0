using System.Collections.Concurrent;
using GenEmu.Core.Io;

namespace GenEmu.Board;

/// <summary>Holds every answer back for a random while and gives it from another thread: a test of whether anything depends on the host's speed.</summary>
/// <remarks>An answer that is held stands for a slow host, so virtual time stands still with it.</remarks>
internal sealed class AnswerDelay
{
    private const int OneInLong = 2000;
    private const int LongestMilliseconds = 5;
    private const int LongestSpins = 200;

    private readonly ConcurrentDictionary<PendingAnswer, bool> _held = new();
    private readonly Random _random;

    public AnswerDelay(int seed, IoBus bus)
    {
        _random = new Random(seed);
        bus.Delay = Hold;
    }

    public bool Holds(PendingAnswer answer) => _held.ContainsKey(answer);

    private void Hold(PendingAnswer answer, ulong value)
    {
        _held.TryAdd(answer, true);
        if (_random.Next(OneInLong) == 0)
        {
            _ = AnswerLaterAsync(answer, value, _random.Next(1, LongestMilliseconds + 1));
            return;
        }

        int spins = _random.Next(LongestSpins);
        ThreadPool.UnsafeQueueUserWorkItem(
            _ =>
            {
                Thread.SpinWait(spins);
                Answer(answer, value);
            },
            null);
    }

    private async Task AnswerLaterAsync(PendingAnswer answer, ulong value, int milliseconds)
    {
        await Task.Delay(milliseconds).ConfigureAwait(false);
        Answer(answer, value);
    }

    private void Answer(PendingAnswer answer, ulong value)
    {
        answer.Complete(value);
        _held.TryRemove(answer, out _);
    }
}
