using System.Runtime.InteropServices;

namespace GenEmu.Plugins.Virtio;

/// <summary>What a driver has written to the registers that all devices have; the state of <see cref="VirtioFunction"/>.</summary>
[StructLayout(LayoutKind.Sequential, Pack = 1)]
internal struct VirtioRegisters
{
    public uint DeviceFeatureSelect;
    public uint DriverFeatureSelect;
    public ulong DriverFeatures;
    public DeviceStatus Status;
    public byte Interrupts;
    public ushort QueueSelect;
}
