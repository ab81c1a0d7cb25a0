using GenEmu.Core.Apic;
using GenEmu.Time;

namespace GenEmu.Board;

/// <summary>A local APIC's timer, on the machine's virtual time.</summary>
internal sealed class ApicTimer : IApicTimer
{
    private readonly VirtualClock _clock;
    private readonly MachineTimer _timer;

    public ApicTimer(LocalApic apic, int cpu, VirtualClock clock, TimerQueue timers)
    {
        _clock = clock;
        _timer = new MachineTimer(timers, apic.TimerExpired, name: $"cpu {cpu}");
    }

    public long Now => _clock.Now;

    public void Arm(long deadline) => _timer.Arm(deadline);

    public void Cancel() => _timer.Cancel();
}
