namespace GenEmu.Time;

/// <summary>Virtual time: retired instructions (of all CPUs together) at a fixed rate, plus the jumps made while every CPU was halted.</summary>
/// <param name="settings">The rates and the start.</param>
/// <param name="instructions">Instructions retired so far, exact also while a device answers.</param>
internal sealed class VirtualClock(ClockSettings settings, Func<long> instructions)
{
    private const long NanosecondsPerMicrosecond = 1000;

    private readonly long _mips = settings.Mips;
    private long? _past;

    /// <summary>Nanoseconds since power-on.</summary>
    public long Now => _past ?? (Jumped + ToNanoseconds(instructions()));

    /// <summary>Nanoseconds that passed without an instruction.</summary>
    public long Jumped { get; set; }

    public bool FollowsRealTime => settings.FollowRealTime;

    /// <summary>The calendar at power-on.</summary>
    public DateTimeOffset Start => settings.Start;

    public DateTimeOffset Calendar => settings.Start.AddTicks(Now / 100);

    /// <summary>What RDTSC counts.</summary>
    public ulong TimeStamp => (ulong)Scale(Now, settings.TscMhz, NanosecondsPerMicrosecond);

    /// <summary>How many instructions retire before a deadline is reached; 0 if it is past.</summary>
    public long InstructionsUntil(long deadline)
    {
        long target = deadline - Jumped;
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
    public void JumpTo(long deadline) => Jumped += Math.Max(0, deadline - Now);

    /// <summary>Does something as it would have been done at a time past, for an access that began then.</summary>
    public void At(long past, Action action)
    {
        _past = past;
        try
        {
            action();
        }
        finally
        {
            _past = null;
        }
    }

    /// <summary>Whether an action of <see cref="At"/> runs.</summary>
    public bool IsInPast => _past is not null;

    /// <summary>Lets an action of <see cref="At"/> wait until a deadline at once, if that is past.</summary>
    /// <returns>Whether it is: the action's time is then the deadline.</returns>
    public bool TryPass(long deadline)
    {
        if (_past is null || deadline > Jumped + ToNanoseconds(instructions()))
        {
            return false;
        }

        _past = deadline;
        return true;
    }

    private long ToNanoseconds(long count) => Scale(count, NanosecondsPerMicrosecond, _mips);

    /// <summary>value × numerator / denominator, rounded down, without the product's overflow.</summary>
    private static long Scale(long value, long numerator, long denominator)
        => (value / denominator * numerator) + (value % denominator * numerator / denominator);
}
