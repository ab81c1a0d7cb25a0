namespace GenEmu.Plugins.Pc;

/// <summary>How PCI interrupt pins reach interrupt controllers: through the PIIX3's router, whose four links a system may set, or straight to pins of the I/O APIC (ACPI specification 6.5, section 6.2.13).</summary>
internal static class AcpiInterrupts
{
    private const int Devices = 32;
    private const int PinsPerDevice = 4;
    private const uint AnyFunction = 0xFFFF;
    private const byte RouterRegisters = 0x60;
    private const uint Unrouted = 0x80;
    private const uint Present = 0x09;                    // and shown
    private const uint Enabled = Present | 0x02;
    private const byte LevelLowShared = 0x18;
    private const ushort Choices = (1 << 5) | (1 << 10) | (1 << 11);
    private const int LinesOffset = 1;                    // of the set of lines in an interrupt descriptor

    /// <summary>What stands at the root: the system says there which controllers it uses.</summary>
    public static byte[] Mode()
        => [.. Aml.Name("\\PICF", Aml.Integer(0)), .. Aml.Method("\\_PIC", 1, Aml.Store(Aml.Argument0, Aml.Reference("\\PICF")))];

    /// <summary>What belongs to the host bridge: the routing table and the router's registers.</summary>
    public static byte[][] OfHostBridge() =>
    [
        Aml.Device(
            "ISA_",
            Aml.Name("_ADR", Aml.Integer(1 << 16)),
            Aml.PciRegion("PRR0", RouterRegisters, length: 4),
            Aml.ByteFields("PRR0", "PRQA", "PRQB", "PRQC", "PRQD")),
        Aml.Name("PRTP", Table((device, pin) => [Aml.Reference($"\\_SB_.LNK{Letter(Line(device, pin))}"), Aml.Integer(0)])),
        Aml.Name("PRTA", Table((device, pin) => [Aml.Integer(0), Aml.Integer((uint)(IoApic.FirstPciPin + Line(device, pin)))])),
        Aml.Method("_PRT", 0, Aml.If(Aml.Reference("\\PICF"), Aml.Return(Aml.Reference("PRTA"))), Aml.Return(Aml.Reference("PRTP"))),
    ];

    /// <summary>One of the router's four links.</summary>
    public static byte[] Link(int line)
    {
        byte[] register = Aml.Reference($"\\_SB_.PCI0.ISA_.PRQ{Letter(line)}");
        byte[] isUnrouted = Aml.And(register, Aml.Integer(Unrouted), Aml.NoTarget);
        return Aml.Device(
            $"LNK{Letter(line)}",
            Aml.Name("_HID", Aml.EisaId("PNP0C0F")),
            Aml.Name("_UID", Aml.Integer((uint)line + 1)),
            Aml.Name("_PRS", Lines(Choices)),
            Aml.Method("_STA", 0, Aml.If(isUnrouted, Aml.Return(Aml.Integer(Present))), Aml.Return(Aml.Integer(Enabled))),
            Aml.Method("_DIS", 0, Aml.Or(register, Aml.Integer(Unrouted), register)),
            Aml.Method(
                "_CRS",
                0,
                Aml.Name("BUF0", Lines(0)),
                Aml.CreateWordField(Aml.Reference("BUF0"), LinesOffset, "IRQM"),
                Aml.If(Aml.LogicalNot(isUnrouted), Aml.ShiftLeft(Aml.Integer(1), register, Aml.Reference("IRQM"))),
                Aml.Return(Aml.Reference("BUF0"))),
            Aml.Method(
                "_SRS",
                1,
                Aml.CreateWordField(Aml.Argument0, LinesOffset, "IRQM"),
                Aml.FindSetRightBit(Aml.Reference("IRQM"), Aml.Local0),
                Aml.Decrement(Aml.Local0),
                Aml.Store(Aml.Local0, register)));
    }

    /// <summary>The board's wiring, as <see cref="PciBus.InterruptWire"/> has it; here pins count from 0.</summary>
    private static int Line(int device, int pin) => (device + pin + 3) & 3;

    private static char Letter(int line) => (char)('A' + line);

    private static byte[] Lines(ushort lines) => AcpiResources.Template([0x23, (byte)lines, (byte)(lines >> 8), LevelLowShared]);

    private static byte[] Table(Func<int, int, byte[][]> target) => Aml.Package(
    [
        .. from device in Enumerable.Range(0, Devices)
           from pin in Enumerable.Range(0, PinsPerDevice)
           select Aml.Package([Aml.Integer(((uint)device << 16) | AnyFunction), Aml.Integer((uint)pin), .. target(device, pin)]),
    ]);
}
