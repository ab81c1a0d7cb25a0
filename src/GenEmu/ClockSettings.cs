namespace GenEmu;

/// <summary>How virtual time runs.</summary>
public sealed record ClockSettings
{
    /// <summary>Millions of instructions per virtual second, 1 to 100000.</summary>
    public int Mips { get; init; } = 100;

    /// <summary>Millions of time-stamp counts (RDTSC) per virtual second, 1 to 100000.</summary>
    public int TscMhz { get; init; } = 1000;

    /// <summary>The calendar at power-on.</summary>
    public DateTimeOffset Start { get; init; } = new(2020, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>Whether virtual time, where it would run ahead of the host's clock, waits for it. What the guest computes stays the same.</summary>
    public bool FollowRealTime { get; init; }
}
