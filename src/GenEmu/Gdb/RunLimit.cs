using System.Diagnostics;

namespace GenEmu.Gdb;

/// <summary>The time given to all runs of a debugged machine together, by the host's clock.</summary>
internal sealed class RunLimit(TimeSpan? limit)
{
    private readonly long _start = Stopwatch.GetTimestamp();

    /// <summary>What is left of it; <see langword="null"/> if there is no limit.</summary>
    public TimeSpan? Remaining
    {
        get
        {
            TimeSpan? left = limit - Stopwatch.GetElapsedTime(_start);
            return left < TimeSpan.Zero ? TimeSpan.Zero : left;
        }
    }
}
