using System.Buffers.Binary;

namespace GenEmu.Plugins.Pc;

/// <summary>The multiple APIC description table: local APICs, the I/O APIC, and where ISA interrupts are elsewhere (ACPI specification 6.5, section 5.2.12).</summary>
internal static class AcpiMadt
{
    private const uint LocalApicAddress = 0xFEE0_0000;
    private const uint IoApicAddress = 0xFEC0_0000;
    private const uint Has8259 = 1;
    private const ushort AsBus = 0;
    private const ushort LevelHigh = 0b1101;
    private const byte AllProcessors = 0xFF;
    private const byte NmiPin = 1;

    /// <summary>The table without its header.</summary>
    public static byte[] Build(int cpuCount, int sciLine) =>
    [
        .. Dword(LocalApicAddress), .. Dword(Has8259),
        .. Enumerable.Range(0, cpuCount).SelectMany(cpu => (byte[])[0, 8, (byte)cpu, (byte)cpu, .. Dword(1)]),
        1, 12, (byte)cpuCount, 0, .. Dword(IoApicAddress), .. Dword(0),
        .. Override(0, IoApic.TimerPin, AsBus),
        .. Override(sciLine, sciLine, LevelHigh),
        4, 6, AllProcessors, 0, 0, NmiPin,
    ];

    private static byte[] Override(int irq, int pin, ushort flags) => [2, 10, 0, (byte)irq, .. Dword((uint)pin), (byte)flags, (byte)(flags >> 8)];

    private static byte[] Dword(uint value)
    {
        byte[] bytes = new byte[4];
        BinaryPrimitives.WriteUInt32LittleEndian(bytes, value);
        return bytes;
    }
}
