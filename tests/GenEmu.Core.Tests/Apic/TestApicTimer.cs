using GenEmu.Core.Apic;

namespace GenEmu.Core.Tests.LocalApics;

/// <summary>Time that only the test moves.</summary>
internal sealed class TestApicTimer : IApicTimer
{
    private readonly LocalApic _apic;

    public TestApicTimer(LocalApic apic)
    {
        _apic = apic;
        apic.Timer = this;
    }

    public long Now { get; private set; }

    public long? Deadline { get; private set; }

    public void Arm(long deadline) => Deadline = deadline;

    public void Cancel() => Deadline = null;

    /// <summary>Moves on, through every deadline on the way.</summary>
    public void Advance(long nanoseconds)
    {
        long end = Now + nanoseconds;
        while (Deadline is { } deadline && deadline <= end)
        {
            (Now, Deadline) = (Math.Max(Now, deadline), null);
            _apic.TimerExpired();
        }

        Now = end;
    }
}
