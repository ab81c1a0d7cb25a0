namespace GenEmu.Core.Cpu;

/// <summary>Bits of DR6 and of the pending-debug word (SDM vol. 3, 17.2.3).</summary>
internal static class Dr6
{
    /// <summary>B0 to B3.</summary>
    public const uint Breakpoints = 15;

    /// <summary>Pending-debug word only: an enabled breakpoint matched. Never reaches DR6.</summary>
    public const uint Enabled = 1 << 12;
    public const uint Bd = 1 << 13;
    public const uint Bs = 1 << 14;
    public const uint Bt = 1 << 15;

    /// <summary>The bits that read as one.</summary>
    public const uint Fixed = 0xFFFF0FF0;
}
