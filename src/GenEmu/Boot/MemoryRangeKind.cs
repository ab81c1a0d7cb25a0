namespace GenEmu;

/// <summary>Kinds of memory ranges, numbered as in INT 15h function E820h and multiboot.</summary>
internal enum MemoryRangeKind
{
    Usable = 1,
    Reserved = 2,
    AcpiTables = 3,
}
