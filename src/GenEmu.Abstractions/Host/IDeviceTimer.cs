namespace GenEmu.Abstractions;

/// <summary>A one-shot timer on virtual time. Timers due at the same instant fire in the order in which they were armed.</summary>
public interface IDeviceTimer : IDisposable
{
    /// <summary>When it fires, in nanoseconds of <see cref="IVirtualClock.Now"/>; <see langword="null"/> while it is not running.</summary>
    long? Deadline { get; }

    /// <summary>Arms it, forgetting an earlier deadline.</summary>
    /// <param name="deadline">Nanoseconds of <see cref="IVirtualClock.Now"/>; one in the past fires at the next boundary.</param>
    void Arm(long deadline);

    /// <summary>Stops it.</summary>
    void Cancel();
}
