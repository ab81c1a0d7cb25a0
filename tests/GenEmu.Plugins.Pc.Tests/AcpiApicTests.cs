using System.Buffers.Binary;
using System.Text;
using GenEmu.Abstractions;
using GenEmu.Plugins.Pc.Tests.Support;

namespace GenEmu.Plugins.Pc.Tests;

/// <summary>What ACPI tells of interrupt controllers. That systems understand it is what boots prove.</summary>
public sealed class AcpiApicTests : IApicBus
{
    void IApicBus.Send(ApicMessage message)
    {
    }

    [Fact]
    public void The_MADT_names_every_processor_and_the_I_O_APIC()
    {
        Span<byte> madt = Find(Tables(cpus: 3, ioApic: true), "APIC");

        BinaryPrimitives.ReadUInt32LittleEndian(madt[36..]).ShouldBe(0xFEE0_0000u);
        BinaryPrimitives.ReadUInt32LittleEndian(madt[40..]).ShouldBe(1u);
        var entries = new List<string>();
        for (int at = 44; at < madt.Length; at += madt[at + 1])
        {
            entries.Add(Convert.ToHexString(madt.Slice(at, madt[at + 1])));
        }

        entries.ShouldBe(
        [
            "0008000001000000", "0008010101000000", "0008020201000000",       // local APICs 0 to 2, enabled
            "010C03000000C0FE00000000",                                       // I/O APIC 3 at FEC00000h, interrupts from 0 on
            "020A0000020000000000",                                           // IRQ 0 is at pin 2
            "020A0009090000000D00",                                           // IRQ 9 is level-triggered, active high
            "0406FF000001",                                                   // NMI at LINT1 of all
        ]);
        Sum(madt).ShouldBe((byte)0);
    }

    [Fact]
    public void A_machine_without_an_I_O_APIC_has_no_MADT()
        => Encoding.Latin1.GetString(Tables(cpus: 1, ioApic: false)).ShouldNotContain("APIC\u005A");

    [Fact]
    public void The_definition_block_routes_every_slot_in_both_modes()
    {
        string code = Encoding.Latin1.GetString(Find(Tables(cpus: 1, ioApic: true), "DSDT"));
        foreach (string name in (string[])["PICF", "_PIC", "_PRT", "PRTP", "PRTA", "LNKA", "LNKD", "_SRS", "_CRS"])
        {
            code.ShouldContain(name);
        }

        // Device 3, pin INTB#: the board's wiring leads to PIRQD, which is link D, or pin 19.
        const string Pin = "\u000C\u00FF\u00FF\u0003\u0000\u0001";
        code.ShouldContain(Pin + "\\._SB_LNKD");
        code.ShouldContain(Pin + "\u0000\u000A\u0013");
    }

    private static byte Sum(ReadOnlySpan<byte> bytes)
    {
        byte sum = 0;
        foreach (byte value in bytes)
        {
            sum += value;
        }

        return sum;
    }

    private byte[] Tables(int cpus, bool ioApic)
    {
        TestBoard board = new() { Facts = { CpuCount = cpus } };
        board.Provide<IApicBus>(this);
        if (ioApic)
        {
            board.Add(new IoApic());
        }

        return board.Add(new AcpiPm()).Build().At(0x10_0000).Tables;
    }

    private static Span<byte> Find(byte[] tables, string signature)
    {
        int at = tables.AsSpan().IndexOf(Encoding.ASCII.GetBytes(signature));
        return tables.AsSpan(at, BinaryPrimitives.ReadInt32LittleEndian(tables.AsSpan(at + 4)));
    }
}
