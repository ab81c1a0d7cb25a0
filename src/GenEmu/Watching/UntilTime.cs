using GenEmu.Time;

namespace GenEmu;

internal sealed class UntilTime(TimeSpan time) : Until
{
    public override string ToString() => $"virtual time {time}";

    internal override IDisposable Start(Machine machine, Action matched)
    {
        var timer = new MachineTimer(machine.Board.Timers, matched);
        timer.Arm(time.Ticks * 100);
        return timer;
    }
}
