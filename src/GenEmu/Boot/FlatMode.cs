using System.Buffers.Binary;
using GenEmu.Abstractions;
using GenEmu.Core;

namespace GenEmu;

/// <summary>The state in which boot protocols hand over: 32-bit protected mode, flat segments, paging and interrupts off.</summary>
internal static class FlatMode
{
    /// <summary>Where the descriptor table is: free conventional memory of every boot protocol.</summary>
    public const uint GdtAddress = 0x8000;

    // Linux' boot protocol names these selectors (__BOOT_CS, __BOOT_DS); multiboot leaves them open.
    private const ushort CodeSelector = 0x10;
    private const ushort DataSelector = 0x18;
    private const ulong Code = 0x00CF_9B00_0000_FFFF;
    private const ulong Data = 0x00CF_9300_0000_FFFF;
    private const ulong ProtectionEnable = 1;

    public static void Enter(IGuestMemory memory, Vcpu cpu, uint entry)
    {
        Span<byte> table = stackalloc byte[32];
        BinaryPrimitives.WriteUInt64LittleEndian(table[CodeSelector..], Code);
        BinaryPrimitives.WriteUInt64LittleEndian(table[DataSelector..], Data);
        memory.Write(GdtAddress, table);

        VcpuRegisters r = cpu.Registers;
        r.Gdt = (GdtAddress, (uint)table.Length - 1);
        r.SetSegment(SegmentRegister.Cs, new SegmentValue(CodeSelector, 0, uint.MaxValue, 0xC09B));
        foreach (SegmentRegister segment in (SegmentRegister[])[SegmentRegister.Ds, SegmentRegister.Es, SegmentRegister.Fs, SegmentRegister.Gs, SegmentRegister.Ss])
        {
            r.SetSegment(segment, new SegmentValue(DataSelector, 0, uint.MaxValue, 0xC093));
        }

        r.Cr0 |= ProtectionEnable;
        r.Rip = entry;
    }
}
