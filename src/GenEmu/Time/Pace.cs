using System.Diagnostics;

namespace GenEmu.Time;

/// <summary>Holds virtual time back to the host's clock.</summary>
internal sealed class Pace(VirtualClock clock)
{
    private static readonly TimeSpan Slack = TimeSpan.FromMilliseconds(4);

    private readonly long _start = clock.Now;
    private readonly long _hostStart = Stopwatch.GetTimestamp();

    /// <summary>Waits while virtual time is ahead, or until something comes from outside.</summary>
    public async Task FollowAsync(MachineScheduler scheduler)
    {
        TimeSpan ahead = TimeSpan.FromTicks((clock.Now - _start) / 100) - Stopwatch.GetElapsedTime(_hostStart);
        if (ahead <= Slack || scheduler.IsWoken)
        {
            return;
        }

        using var over = new CancellationTokenSource();
        await Task.WhenAny(scheduler.WaitAsync(), Task.Delay(ahead, over.Token)).ConfigureAwait(false);
        await over.CancelAsync().ConfigureAwait(false);
    }
}
