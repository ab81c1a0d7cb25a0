namespace GenEmu.Core.Cpu;

/// <summary>Bits of IA32_DEBUGCTL (SDM vol. 3, 17.4.1).</summary>
internal static class DebugControlMsr
{
    /// <summary>Last-branch records; the bit is kept, there are no records.</summary>
    public const ulong Lbr = 1UL << 0;

    /// <summary>With TF: trap on taken branches only.</summary>
    public const ulong Btf = 1UL << 1;

    public const ulong Defined = Lbr | Btf;
}
