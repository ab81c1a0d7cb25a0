using GenEmu.Abstractions;

namespace GenEmu.Plugins.Virtio;

/// <summary>System RAM as a device may use it: nothing else is fit for rings and buffers.</summary>
internal sealed class GuestRam(IDeviceHost host)
{
    private const ulong HighMemory = 1UL << 32;

    public IGuestMemory Memory => host.Memory;

    /// <summary>Whether a range lies in RAM, whole.</summary>
    public bool Holds(ulong address, ulong length)
    {
        ulong low = host.Machine.LowMemorySize;
        return Inside(address, length, 0, low) || Inside(address, length, HighMemory, host.Machine.MemorySize - low);
    }

    public ushort ReadWord(ulong address)
    {
        Span<byte> bytes = stackalloc byte[2];
        Memory.Read(address, bytes);
        return BitConverter.ToUInt16(bytes);
    }

    private static bool Inside(ulong address, ulong length, ulong start, ulong size)
        => address >= start && length <= size && address - start <= size - length;
}
