namespace GenEmu.Core.Memory;

/// <summary>The software TLB's dimensions.</summary>
internal static class Tlb
{
    public const int Entries = 256;
    public const ulong PageMask = ~0xFFFUL;
}
