namespace GenEmu.Time;

/// <summary>Virtual time: retired instructions (of all CPUs together) at a fixed rate, plus the jumps made while every CPU was halted.</summary>
/// <param name="settings">The rates and the start.</param>
/// <param name="instructions">Instructions retired so far, exact also while a device answers.</param>
internal sealed class VirtualClock(ClockSettings settings, Func<long> instructions)
{
    private const long NanosecondsPerMicrosecond = 1000;

    private readonly long _mips = settings.Mips;
    private long _jumped;

    /// <summary>Nanoseconds since power-on.</summary>
    public long Now => _jumped + ToNanoseconds(instructions());

    public bool FollowsRealTime => settings.FollowRealTime;

    public DateTimeOffset Calendar => settings.Start.AddTicks(Now / 100);

    /// <summary>What RDTSC counts.</summary>
    public ulong TimeStamp => (ulong)Scale(Now, settings.TscMhz, NanosecondsPerMicrosecond);

    /// <summary>How many instructions retire before a deadline is reached; 0 if it is past.</summary>
    public long InstructionsUntil(long deadline)
    {
        long target = deadline - _jumped;
        if (target <= 0)
        {
            return 0;
        }

        long count = target / NanosecondsPerMicrosecond * _mips;
        long rest = target % NanosecondsPerMicrosecond * _mips;
        count += (rest + NanosecondsPerMicrosecond - 1) / NanosecondsPerMicrosecond;
        return Math.Max(0, count - instructions());
    }

    /// <summary>Moves time on to a deadline without an instruction.</summary>
    public void JumpTo(long deadline) => _jumped += Math.Max(0, deadline - Now);

    private long ToNanoseconds(long count) => Scale(count, NanosecondsPerMicrosecond, _mips);

    /// <summary>value × numerator / denominator, rounded down, without the product's overflow.</summary>
    private static long Scale(long value, long numerator, long denominator)
        => (value / denominator * numerator) + (value % denominator * numerator / denominator);
}
