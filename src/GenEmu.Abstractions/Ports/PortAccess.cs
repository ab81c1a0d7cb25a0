using System.Runtime.InteropServices;

namespace GenEmu.Abstractions;

/// <summary>One access to a port, as the device sees it.</summary>
/// <param name="Port">The absolute port.</param>
/// <param name="Offset">The port relative to the claim's base.</param>
/// <param name="Width">1, 2 or 4 bytes; one of the claim's widths.</param>
/// <param name="Tag">The claim's <see cref="PortClaim.Tag"/>: tells a device with several claims which one was met.</param>
[StructLayout(LayoutKind.Auto)]
public readonly record struct PortAccess(ushort Port, ushort Offset, byte Width, byte Tag);
