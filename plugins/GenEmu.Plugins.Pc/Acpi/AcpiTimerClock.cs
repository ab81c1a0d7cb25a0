namespace GenEmu.Plugins.Pc;

/// <summary>The ACPI timer's input: a quarter of 14.31818 MHz, counted from power-on.</summary>
internal static class AcpiTimerClock
{
    private const long Frequency = 3_579_545;
    private const long Second = 1_000_000_000;

    /// <summary>How many pulses there have been at an instant.</summary>
    public static long PulsesAt(long nanoseconds)
    {
        (long seconds, long rest) = Math.DivRem(nanoseconds, Second);
        return (seconds * Frequency) + (rest * Frequency / Second);
    }

    /// <summary>The first nanosecond at which <see cref="PulsesAt"/> reaches a number.</summary>
    public static long TimeOf(long pulses)
    {
        (long seconds, long rest) = Math.DivRem(pulses, Frequency);
        return (seconds * Second) + (((rest * Second) + Frequency - 1) / Frequency);
    }
}
