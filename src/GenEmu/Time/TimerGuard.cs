using GenEmu.Board;

namespace GenEmu.Time;

/// <summary>Keeps time going: while nothing else can run, a timer that is armed again for the present instant, again and again, would make it stand still for ever.</summary>
internal sealed class TimerGuard(VirtualClock clock, DeviceFaults faults)
{
    private const int MostAtOneInstant = 100_000;

    private long _instant = -1;
    private int _count;

    /// <summary>A timer has fired.</summary>
    public void Fired(MachineTimer timer)
    {
        if (clock.Now != _instant)
        {
            (_instant, _count) = (clock.Now, 0);
        }

        if (++_count < MostAtOneInstant || timer is not { Owner: { } owner, Deadline: { } deadline } || deadline > _instant)
        {
            return;
        }

        _count = 0;
        timer.Cancel();
        faults.Report(owner.Owner, "a timer", new InvalidOperationException("it was armed for the present instant again and again, so that time could not go on; it is off now"));
    }
}
