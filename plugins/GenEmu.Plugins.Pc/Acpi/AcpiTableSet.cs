using System.Buffers.Binary;
using GenEmu.Abstractions;

namespace GenEmu.Plugins.Pc;

/// <summary>The tables of our PC: FACS, DSDT, FADT, MADT, RSDT and the root pointer (ACPI specification 6.5, section 5.2).</summary>
internal sealed class AcpiTableSet(IMachineFacts machine, ushort portBase, bool hasApics)
{
    private const int HeaderSize = 36;
    private const int ChecksumOffset = 9;
    private const int FacsSize = 64;
    private const int FadtSize = 244;               // revision 3: the first with a reset register
    private const uint IoApicBase = 0xFEC0_0000;    // where the windows for PCI memory end

    private readonly List<byte> _tables = [];
    private readonly List<AcpiPointer> _pointers = [];
    private readonly List<AcpiChecksum> _checksums = [];

    public AcpiImage Build()
    {
        int facs = AddFacs();
        int dsdt = AddTable("DSDT", 1, DefinitionBlock());
        int fadt = AddFadt(facs, dsdt);
        int[] tables = hasApics ? [fadt, AddTable("APIC", 3, AcpiMadt.Build(machine.CpuCount, AcpiPm.SciLine))] : [fadt];
        int rsdt = AddTable("RSDT", 1, [.. tables.SelectMany(Dword)]);
        _pointers.AddRange(tables.Select((_, i) => new AcpiPointer(InRootPointer: false, rsdt + HeaderSize + (4 * i))));
        byte[] root = [.. "RSD PTR "u8, 0, .. "GENEMU"u8, 0, .. Dword(rsdt)];
        _pointers.Add(new AcpiPointer(InRootPointer: true, 16));
        _checksums.Add(new AcpiChecksum(InRootPointer: true, 0, root.Length, 8));
        return new AcpiImage([.. _tables], root, _pointers, _checksums);
    }

    private int AddFacs()
    {
        byte[] facs = new byte[FacsSize];
        "FACS"u8.CopyTo(facs);
        facs[4] = FacsSize;
        _tables.AddRange(facs);
        return 0;
    }

    private int AddFadt(int facs, int dsdt)
    {
        const int CmosCentury = 0x32;
        const uint Wbinvd = 1 << 0;
        const uint HaltIsC1 = 1 << 2;
        const uint NoSleepButton = 1 << 5;
        const uint ResetRegister = 1 << 10;
        const ushort NoC2 = 0xFFF;                  // latencies that say "not supported"
        byte[] body = new byte[FadtSize];           // offsets as in the specification; the header is cut off below
        Put(36, facs);
        Put(40, dsdt);
        body[46] = AcpiPm.SciLine;
        Put(56, portBase);
        Put(64, portBase + 4);
        Put(76, portBase + 8);
        body[88] = 4;
        body[89] = 2;
        body[91] = 4;
        BinaryPrimitives.WriteUInt16LittleEndian(body.AsSpan(96), NoC2);
        BinaryPrimitives.WriteUInt16LittleEndian(body.AsSpan(98), NoC2);
        body[108] = CmosCentury;
        body[109] = 0b11;                           // legacy devices and a keyboard controller are there
        Put(112, (int)(Wbinvd | HaltIsC1 | NoSleepButton | ResetRegister));
        ((ReadOnlySpan<byte>)[1, 8, 0, 1, 0xF9, 0x0C]).CopyTo(body.AsSpan(116));        // a byte in I/O space at CF9h
        body[128] = 0x06;                           // hard reset
        int fadt = AddTable("FACP", 3, body[HeaderSize..]);
        _pointers.Add(new AcpiPointer(InRootPointer: false, fadt + 36));
        _pointers.Add(new AcpiPointer(InRootPointer: false, fadt + 40));
        return fadt;

        void Put(int offset, int value) => BinaryPrimitives.WriteInt32LittleEndian(body.AsSpan(offset), value);
    }

    /// <summary>The sleep state that switches off, the PCI host bridge with what it passes on and where its interrupts go, and the keyboard controller.</summary>
    private byte[] DefinitionBlock()
    {
        byte[] s5 = Aml.Integer(AcpiPm.SleepTypeS5);
        byte[] windows = AcpiResources.Template(
            AcpiResources.Buses(0, 0xFF),
            AcpiResources.OwnPorts(0xCF8, 8),
            AcpiResources.Ports(0, 0xCF7),
            AcpiResources.Ports(0xD00, 0xFFFF),
            AcpiResources.MemoryWindow(0xA_0000, 0xB_FFFF),
            AcpiResources.MemoryWindow((uint)machine.LowMemorySize, IoApicBase - 1));
        byte[] keyboard = AcpiResources.Template(AcpiResources.OwnPorts(0x60, 1), AcpiResources.OwnPorts(0x64, 1), AcpiResources.Interrupt(1));
        return
        [
            .. AcpiInterrupts.Mode(),
            .. Aml.Name("\\_S5", Aml.Package(s5, s5, Aml.Integer(0), Aml.Integer(0))),
            .. Aml.Scope(
                "\\_SB",
                Aml.Device("PCI0", [Aml.Name("_HID", Aml.EisaId("PNP0A03")), Aml.Name("_ADR", Aml.Integer(0)), Aml.Name("_CRS", windows), .. AcpiInterrupts.OfHostBridge()]),
                AcpiInterrupts.Link(0),
                AcpiInterrupts.Link(1),
                AcpiInterrupts.Link(2),
                AcpiInterrupts.Link(3),

                // Firmware that finds a DSDT without a keyboard in it takes it that there is none.
                Aml.Device("KBD", Aml.Name("_HID", Aml.EisaId("PNP0303")), Aml.Name("_CRS", keyboard))),
        ];
    }

    private int AddTable(string signature, byte revision, byte[] body)
    {
        int at = _tables.Count;
        int length = HeaderSize + body.Length;
        _tables.AddRange(
        [
            .. System.Text.Encoding.ASCII.GetBytes(signature), .. Dword(length), revision, 0, .. "GENEMU"u8, .. "GENEMUPC"u8, .. Dword(1), .. "GNMU"u8, .. Dword(1), .. body,
        ]);
        _checksums.Add(new AcpiChecksum(InRootPointer: false, at, length, at + ChecksumOffset));
        return at;
    }

    private static byte[] Dword(int value)
    {
        byte[] bytes = new byte[4];
        BinaryPrimitives.WriteInt32LittleEndian(bytes, value);
        return bytes;
    }
}
