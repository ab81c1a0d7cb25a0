using GenEmu.Abstractions;

namespace GenEmu.Core.Apic;

/// <summary>Carries messages between a board's local APICs. They arrive at once, in the order of the processors.</summary>
internal sealed class ApicBus : IApicBus
{
    public const byte Broadcast = 0xFF;

    private readonly List<LocalApic> _apics = [];

    /// <summary>Hears of the end of every level-triggered interrupt.</summary>
    public Action<byte>? InterruptEnded { get; set; }

    public void Add(LocalApic apic)
    {
        _apics.Add(apic);
        apic.Bus = this;
    }

    /// <inheritdoc/>
    public void Send(ApicMessage message)
    {
        if (message.Mode == ApicDeliveryMode.LowestPriority)
        {
            SendToLowest(message);
            return;
        }

        foreach (LocalApic apic in _apics)
        {
            if (apic.IsAddressed(message))
            {
                apic.Receive(message);
            }
        }
    }

    /// <summary>A message to all, or to all but its sender.</summary>
    public void SendToAll(ApicMessage message, LocalApic? except)
    {
        foreach (LocalApic apic in _apics)
        {
            if (apic != except && apic.IsReachable)
            {
                apic.Receive(message);
            }
        }
    }

    public void EndInterrupt(byte vector) => InterruptEnded?.Invoke(vector);

    /// <summary>Arbitration (SDM vol. 3, 10.6.2.4): the lowest processor priority wins; among equals the first processor, so that a run can be repeated.</summary>
    private void SendToLowest(ApicMessage message)
    {
        LocalApic? lowest = null;
        foreach (LocalApic apic in _apics)
        {
            if (apic.IsAddressed(message) && apic.IsSoftwareEnabled && (lowest is null || apic.ProcessorPriority < lowest.ProcessorPriority))
            {
                lowest = apic;
            }
        }

        lowest?.Receive(message with { Mode = ApicDeliveryMode.Fixed });
    }
}
