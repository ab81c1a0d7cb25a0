using System.Runtime.InteropServices;

namespace GenEmu.Abstractions;

/// <summary>One access to memory-mapped registers, as the device sees it.</summary>
/// <param name="Address">The guest-physical address.</param>
/// <param name="Offset">The address relative to the claim's base.</param>
/// <param name="Width">1, 2, 4 or 8 bytes; one of the claim's widths.</param>
/// <param name="Tag">The claim's <see cref="MmioClaim.Tag"/>.</param>
[StructLayout(LayoutKind.Auto)]
public readonly record struct MmioAccess(ulong Address, ulong Offset, byte Width, byte Tag);
