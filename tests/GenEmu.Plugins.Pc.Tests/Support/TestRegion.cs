using GenEmu.Abstractions;

namespace GenEmu.Plugins.Pc.Tests.Support;

/// <summary>One range of a <see cref="TestMemoryMap"/>.</summary>
public sealed class TestRegion(TestMemoryMap map, string kind, ulong start, ulong length, int priority, bool enabled) : IRamRegion, ISystemRamRegion
{
    private readonly HashSet<int> _dirty = [];

    /// <summary><c>mmio</c>, <c>rom</c>, <c>ram</c> or <c>system</c>.</summary>
    public string Kind { get; } = kind;

    public int Priority { get; } = priority;

    public ulong Base { get; set; } = start;

    public ulong Length { get; } = length;

    public bool Enabled { get; set; } = enabled;

    public bool Readable { get; set; }

    public bool Writable { get; set; }

    public bool OnlyInSmm { get; set; }

    /// <summary>ROM contents, or the device's own RAM.</summary>
    public byte[] Bytes { get; init; } = [];

    public Span<byte> Contents => Bytes;

    internal IMmioDevice? Device { get; init; }

    internal byte Tag { get; init; }

    public bool IsDirty(int page) => _dirty.Contains(page);

    public void ClearDirty() => _dirty.Clear();

    public void Dispose() => map.Regions.Remove(this);

    internal ulong Read(ulong address, int width)
    {
        if (Device is not null)
        {
            return Device.ReadMmio(Access(address, width));
        }

        ulong value = 0;
        for (int i = width - 1; i >= 0; i--)
        {
            value = (value << 8) | Bytes[address - Base + (ulong)i];
        }

        return value;
    }

    internal void Write(ulong address, int width, ulong value)
    {
        if (Device is not null)
        {
            Device.WriteMmio(Access(address, width), value);
        }
        else if (Kind == "ram")
        {
            for (int i = 0; i < width; i++)
            {
                ulong offset = address - Base + (ulong)i;
                Bytes[offset] = (byte)(value >> (i * 8));
                _dirty.Add((int)(offset / 4096));
            }
        }
    }

    private MmioAccess Access(ulong address, int width) => new(address, address - Base, (byte)width, Tag);
}
