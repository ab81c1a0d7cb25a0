namespace GenEmu.Core.Cpu;

/// <summary>Bits of IA32_MISC_ENABLE (SDM vol. 4, table 2-2).</summary>
internal static class MiscEnableMsr
{
    /// <summary>Fast string operations; the only bit that software changes.</summary>
    public const ulong FastStrings = 1UL << 0;

    /// <summary>There is neither branch trace storage nor precise event-based sampling.</summary>
    public const ulong Unavailable = (1UL << 11) | (1UL << 12);

    public const ulong Reset = FastStrings | Unavailable;
}
