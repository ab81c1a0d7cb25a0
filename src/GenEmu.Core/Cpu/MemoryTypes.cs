namespace GenEmu.Core.Cpu;

/// <summary>Memory types (SDM vol. 3, table 11-2). Nothing is cached, so they have no effect; but a register that holds them accepts no others.</summary>
internal static class MemoryTypes
{
    private const int WriteCombining = 1;
    private const int UncachedMinus = 7;

    /// <summary>UC, WC, WT, WP and WB: what an MTRR may say.</summary>
    public static bool IsMtrrType(ulong type) => type is 0 or WriteCombining or 4 or 5 or 6;

    /// <summary>An MTRR's, and UC-, which only the page attribute table knows.</summary>
    public static bool IsPatType(ulong type) => type == UncachedMinus || IsMtrrType(type);

    /// <summary>Whether each of eight bytes is a type.</summary>
    public static bool AreAll(ulong eight, Func<ulong, bool> valid)
    {
        bool all = true;
        for (int i = 0; i < 8; i++)
        {
            all &= valid((eight >> (8 * i)) & 0xFF);
        }

        return all;
    }
}
