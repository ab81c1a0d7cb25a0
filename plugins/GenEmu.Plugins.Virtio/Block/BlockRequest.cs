using System.Runtime.InteropServices;

namespace GenEmu.Plugins.Virtio;

/// <summary>The request in progress, as it was when it was accepted.</summary>
/// <param name="IsActive">Whether there is one.</param>
/// <param name="Type">What it asks for.</param>
/// <param name="Sector">The first sector of 512 bytes.</param>
/// <param name="Length">Bytes of data.</param>
/// <param name="Deadline">The virtual instant at which its result shows.</param>
/// <param name="Head">The chain's first descriptor.</param>
/// <param name="Readable">How many of the chain's buffers are the device's to read.</param>
/// <param name="Count">How many buffers the chain has.</param>
[StructLayout(LayoutKind.Sequential, Pack = 1)]
internal readonly record struct BlockRequest(bool IsActive, BlockRequestType Type, ulong Sector, uint Length, long Deadline, ushort Head, int Readable, int Count);
