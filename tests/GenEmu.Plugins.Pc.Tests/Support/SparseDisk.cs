using GenEmu.Abstractions;

namespace GenEmu.Plugins.Pc.Tests.Support;

/// <summary>A disk image of any size that only keeps the sectors that were written.</summary>
public sealed class SparseDisk(long length) : IDiskImage
{
    private const int Sector = 512;

    private readonly Dictionary<long, byte[]> _sectors = [];

    public long Length => length;

    public bool IsReadOnly => false;

    public void Read(long offset, Span<byte> destination)
    {
        for (int at = 0; at < destination.Length; at += Sector)
        {
            Span<byte> part = destination.Slice(at, Sector);
            part.Clear();
            _sectors.GetValueOrDefault((offset + at) / Sector)?.CopyTo(part);
        }
    }

    public void Write(long offset, ReadOnlySpan<byte> source)
    {
        (offset + source.Length).ShouldBeLessThanOrEqualTo(length);
        for (int at = 0; at < source.Length; at += Sector)
        {
            _sectors[(offset + at) / Sector] = source.Slice(at, Sector).ToArray();
        }
    }
}
