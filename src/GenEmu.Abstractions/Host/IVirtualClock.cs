namespace GenEmu.Abstractions;

/// <summary>Virtual time. It advances with retired instructions at a fixed rate and jumps while every CPU is halted, so a run is a function of its inputs.</summary>
public interface IVirtualClock
{
    /// <summary>Nanoseconds since power-on. Exact within an instruction: an access sees the instructions retired before it.</summary>
    long Now { get; }

    /// <summary>The calendar at <see cref="Now"/>: a configured start date (default 2020-01-01 00:00 UTC) plus virtual time.</summary>
    DateTimeOffset Calendar { get; }

    /// <summary>Makes a timer, not running yet.</summary>
    /// <param name="callback">Called on the machine's thread when the deadline is reached, at an instruction boundary.</param>
    /// <returns>The timer.</returns>
    IDeviceTimer CreateTimer(Action callback);
}
