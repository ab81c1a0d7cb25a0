using GenEmu.Abstractions;

namespace GenEmu.Conformance.Bench;

/// <summary>A disk image in memory.</summary>
internal sealed class BenchDisk(byte[] contents) : IDiskImage
{
    public byte[] Contents { get; } = contents;

    public long Length => Contents.Length;

    public bool IsReadOnly => false;

    public void Read(long offset, Span<byte> destination) => Contents.AsSpan((int)offset, destination.Length).CopyTo(destination);

    public void Write(long offset, ReadOnlySpan<byte> source) => source.CopyTo(Contents.AsSpan((int)offset));
}
