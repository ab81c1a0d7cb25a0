namespace GenEmu.Core.Apic;

/// <summary>Virtual time for a local APIC: who runs the processor calls <see cref="LocalApic.TimerExpired"/> at the instant asked for.</summary>
internal interface IApicTimer
{
    /// <summary>Nanoseconds since power-on.</summary>
    long Now { get; }

    /// <summary>Asks for a call at an instant, instead of an earlier request.</summary>
    void Arm(long deadline);

    /// <summary>Takes the request back.</summary>
    void Cancel();
}
