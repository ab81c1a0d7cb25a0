using GenEmu.Core.Io;

namespace GenEmu.Board;

/// <summary>Holds every answer back for a random while and gives it from another thread: a test of whether anything depends on the host's speed.</summary>
/// <remarks>An answer that is held stands for a slow host, so virtual time stands still with it.</remarks>
internal sealed class AnswerDelay
{
    private const int OneInLong = 2000;
    private const int LongestMilliseconds = 5;
    private const int LongestSpins = 200;

    private readonly Random _random;
    private PendingAnswer? _held;

    public AnswerDelay(int seed, IoBus bus)
    {
        _random = new Random(seed);
        bus.Delay = Hold;
    }

    /// <summary>Whether an access that a CPU waits for would have been over at once without the delay.</summary>
    public bool Holds(PendingAnswer? answer) => answer is not null && answer == _held;

    private void Hold(PendingAnswer answer, ulong value)
    {
        _held = answer;         // a CPU waits for one answer at a time
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
                answer.Complete(value);
            },
            null);
    }

    private static async Task AnswerLaterAsync(PendingAnswer answer, ulong value, int milliseconds)
    {
        await Task.Delay(milliseconds).ConfigureAwait(false);
        answer.Complete(value);
    }
}
