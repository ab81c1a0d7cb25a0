using System.Runtime.InteropServices;

namespace GenEmu.Plugins.Virtio;

/// <summary>A virtqueue as the driver set it up, and how far both sides have come; the state of <see cref="Virtqueue"/>.</summary>
[StructLayout(LayoutKind.Sequential, Pack = 1)]
internal struct VirtqueueState
{
    /// <summary>How many descriptors there are: a power of two.</summary>
    public ushort Size;

    /// <summary>Whether the driver switched it on.</summary>
    public bool Enabled;

    /// <summary>Where the descriptor table is.</summary>
    public ulong Descriptors;

    /// <summary>Where the driver offers chains: the "available" ring.</summary>
    public ulong Driver;

    /// <summary>Where the device gives them back: the "used" ring.</summary>
    public ulong Device;

    /// <summary>How many chains were taken, modulo 65536.</summary>
    public ushort Taken;

    /// <summary>How many were given back, modulo 65536.</summary>
    public ushort Returned;
}
