using System.Runtime.InteropServices;
using GenEmu.Abstractions;

namespace GenEmu;

/// <summary>One line of the memory map that a kernel is given.</summary>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct MemoryRange(ulong Base, ulong Length, MemoryRangeKind Kind)
{
    private const ulong ExtendedBiosData = 0x9_FC00;
    private const ulong VideoMemory = 0xA_0000;
    private const ulong BiosArea = 0xF_0000;
    private const ulong OneMiB = 0x10_0000;
    private const ulong FourGiB = 0x1_0000_0000;

    /// <summary>The map of a PC: conventional memory with a BIOS data area at its end, the BIOS' own area, RAM from 1 MiB, and what lies beyond 4 GiB.</summary>
    /// <param name="facts">The machine's memory.</param>
    /// <param name="tables">Bytes at the end of low memory that hold ACPI tables.</param>
    public static IReadOnlyList<MemoryRange> Of(IMachineFacts facts, ulong tables = 0)
    {
        List<MemoryRange> ranges =
        [
            new(0, ExtendedBiosData, MemoryRangeKind.Usable),
            new(ExtendedBiosData, VideoMemory - ExtendedBiosData, MemoryRangeKind.Reserved),
            new(BiosArea, OneMiB - BiosArea, MemoryRangeKind.Reserved),
            new(OneMiB, facts.LowMemorySize - OneMiB - tables, MemoryRangeKind.Usable),
        ];
        if (tables != 0)
        {
            ranges.Add(new MemoryRange(facts.LowMemorySize - tables, tables, MemoryRangeKind.AcpiTables));
        }

        if (facts.MemorySize > facts.LowMemorySize)
        {
            ranges.Add(new MemoryRange(FourGiB, facts.MemorySize - facts.LowMemorySize, MemoryRangeKind.Usable));
        }

        return ranges;
    }
}
