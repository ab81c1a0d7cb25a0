using GenEmu.Abstractions;

namespace GenEmu.Plugins.Pc;

/// <summary>Deadlines as device state, which holds no <see langword="null"/>, and the timers that follow them.</summary>
internal static class Deadline
{
    /// <summary>The timer does not run.</summary>
    public const long Never = -1;

    /// <summary>Arms or stops a timer; one that is already right keeps its place among those due at the same instant.</summary>
    public static void Follow(this IDeviceTimer timer, long deadline)
    {
        if (deadline == Never)
        {
            timer.Cancel();
        }
        else if (timer.Deadline != deadline)
        {
            timer.Arm(deadline);
        }
    }
}
