using GenEmu.Abstractions;

namespace GenEmu.Plugins.Pc;

/// <content>What firmware does for PCI interrupts: routes the four lines to IRQ 10 and 11, and tells every function which of them its pin reaches.</content>
public sealed partial class Piix3 : IFirmwareSetUp
{
    private const int InterruptLine = 0x3C;
    private const int InterruptPin = 0x3D;
    private const int Slots = 32;
    private const int Functions = 8;

    // As SeaBIOS does, for two lines each share what a PC has left.
    private static ReadOnlySpan<byte> Routes => [10, 10, 11, 11];

    /// <inheritdoc/>
    void IFirmwareSetUp.SetUp()
    {
        Routes.CopyTo(_registers.AsSpan(PirqRouteA));
        Apply();
        if (PciBus.Of(Host) is not PciBus bus)
        {
            return;         // another host bridge's bus: it wires its slots in its own way
        }

        for (int i = 0; i < Slots * Functions; i++)
        {
            (int device, int function) = (i / Functions, i % Functions);
            if (bus[device, function] is { } there && there.ReadConfig(InterruptPin, 1) is uint pin and >= 1 and <= 4)
            {
                there.WriteConfig(InterruptLine, 1, Routes[Array.IndexOf([.. PirqWires.Names], bus.InterruptWire(device, (int)pin))]);
            }
        }
    }
}
