using GenEmu.Abstractions;

namespace GenEmu.Core.Apic;

/// <content>Messages from and to other processors and I/O APICs (SDM vol. 3, 10.6 and 10.7).</content>
internal sealed partial class LocalApic
{
    private const uint CommandDefined = 0x000C_CFFF;            // delivery is over at once: the status bit reads as idle
    private const uint CommandLogical = 1 << 11;
    private const uint CommandAssert = 1 << 14;
    private const uint CommandLevel = 1 << 15;
    private const uint SendIllegalVector = 1 << 5;
    private const byte AllClusters = 0xF;

    private enum Shorthand
    {
        None,
        Self,
        All,
        Others,
    }

    /// <summary>Whether messages reach it: IA32_APIC_BASE has not switched it off.</summary>
    public bool IsReachable => _cpu.IsApicEnabled;

    /// <summary>Whether a message is for this processor.</summary>
    public bool IsAddressed(in ApicMessage message)
        => IsReachable && (message.IsLogical ? IsLogicallyAddressed(message.Destination) : message.Destination is ApicBus.Broadcast || message.Destination == this[ApicRegister.Id] >> 24);

    /// <summary>Takes a message. Only interrupts need the APIC to be enabled by software.</summary>
    public void Receive(in ApicMessage message)
    {
        switch (message.Mode)
        {
            case ApicDeliveryMode.Fixed or ApicDeliveryMode.LowestPriority when IsSoftwareEnabled:
                Accept(message.Vector, message.IsLevel);
                break;
            case ApicDeliveryMode.External when IsSoftwareEnabled:
                _cpu.RaiseExternalInterrupt();
                break;
            case ApicDeliveryMode.Smi:
                _cpu.RaiseSmi();
                break;
            case ApicDeliveryMode.Nmi:
                _cpu.RaiseNmi();
                break;
            case ApicDeliveryMode.Init:
                _cpu.RaiseInit();
                break;
            case ApicDeliveryMode.Startup:
                _cpu.RaiseStartup(message.Vector);
                break;
        }
    }

    /// <summary>Flat: a bit each; cluster: a number and four bits.</summary>
    private bool IsLogicallyAddressed(byte destination)
    {
        uint own = this[ApicRegister.LogicalDestination] >> 24;
        bool flat = this[ApicRegister.DestinationFormat] >> 28 == 0xF;
        bool sameCluster = destination >> 4 is AllClusters || destination >> 4 == own >> 4;
        return flat ? (own & destination) != 0 : sameCluster && (own & destination & 0xF) != 0;
    }

    private void SendCommand(uint command)
    {
        var mode = (ApicDeliveryMode)((command >> 8) & 7);
        var shorthand = (Shorthand)((command >> 18) & 3);
        var vector = (byte)command;
        bool isInterrupt = mode is ApicDeliveryMode.Fixed or ApicDeliveryMode.LowestPriority;
        bool deasserts = mode == ApicDeliveryMode.Init && (command & (CommandLevel | CommandAssert)) == CommandLevel;       // it only sets arbitration identifiers
        bool valid = Enum.IsDefined(mode) && mode != ApicDeliveryMode.External && (shorthand != Shorthand.Self || isInterrupt);
        if (deasserts || !valid)
        {
            return;
        }

        if (isInterrupt && vector < LowestVector)
        {
            NoteError(SendIllegalVector);
            return;
        }

        var message = new ApicMessage((byte)(this[ApicRegister.CommandHigh] >> 24), (command & CommandLogical) != 0, mode, vector, IsLevel: false);
        switch (shorthand)
        {
            case Shorthand.None when Bus is not null:
                Bus.Send(message);
                break;
            case Shorthand.None when IsAddressed(message):
                Receive(message);
                break;
            case Shorthand.Self:
                Receive(message);
                break;
            case Shorthand.All or Shorthand.Others:
                Bus?.SendToAll(message, shorthand == Shorthand.Others ? this : null);
                break;
        }
    }
}
