namespace GenEmu.Core.Cpu;

/// <summary>Bits of IA32_EFER (SDM vol. 3, 2.2.1).</summary>
internal static class EferMsr
{
    /// <summary>Bit 63 of a PAE entry forbids execution.</summary>
    public const ulong Nxe = 1UL << 11;
}
