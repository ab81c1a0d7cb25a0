using System.Runtime.InteropServices;

namespace GenEmu.Plugins.Virtio;

/// <summary>A piece of guest memory that a descriptor names; inside RAM when a <see cref="Chain"/> holds it.</summary>
/// <param name="Address">The first guest-physical address.</param>
/// <param name="Length">Bytes.</param>
[StructLayout(LayoutKind.Sequential, Pack = 1)]
internal readonly record struct Segment(ulong Address, uint Length);
