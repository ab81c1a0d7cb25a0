namespace GenEmu.Core.Memory;

/// <summary>The software TLB's dimensions.</summary>
internal static class Tlb
{
    /// <summary>Entries for each privilege: enough for a working set of 4 MiB.</summary>
    public const int Entries = 1024;

    /// <summary>The size of a <see cref="TlbEntry"/>.</summary>
    public const int EntryBytes = 32;

    /// <summary>A linear address shifted right by this has the page's number where the offset of its entry is.</summary>
    public const int EntryShift = 12 - 5;

    public const ulong PageMask = ~0xFFFUL;
}
