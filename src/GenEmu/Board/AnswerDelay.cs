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

    private AnswerDelay(int seed) => _random = new Random(seed);

    /// <summary>Makes every answer on a bus late.</summary>
    public static void Install(int seed, IoBus bus) => bus.Delay = new AnswerDelay(seed).Hold;

    /// <summary>Whether an access that a CPU waits for would be over without the delay.</summary>
    public static bool Holds(PendingAnswer? answer) => answer is { IsHeld: true };

    private void Hold(PendingAnswer answer, ulong value)
    {
        answer.IsHeld = true;
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
