namespace GenEmu.Core.Tests.Support;

/// <summary>One #DB as its handler sees it.</summary>
/// <param name="Ip">The pushed IP.</param>
/// <param name="Flags">The pushed EFLAGS.</param>
/// <param name="Dr6">DR6 without the bits that always read as one.</param>
internal sealed record DebugTrap(ulong Ip, uint Flags, uint Dr6)
{
    public bool Rf => (Flags & 0x10000) != 0;
}
