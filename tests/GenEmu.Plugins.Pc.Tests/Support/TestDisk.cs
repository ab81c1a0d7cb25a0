using GenEmu.Abstractions;

namespace GenEmu.Plugins.Pc.Tests.Support;

/// <summary>A disk image in memory.</summary>
public sealed class TestDisk(int length) : IDiskImage
{
    public byte[] Contents { get; } = new byte[length];

    public long Length => Contents.Length;

    public bool IsReadOnly { get; set; }

    /// <summary>Makes every access fail, as a broken host file does.</summary>
    public bool Broken { get; set; }

    public void Read(long offset, Span<byte> destination)
    {
        ThrowIfBroken();
        destination.Clear();
        if (offset < Length)
        {
            int count = (int)Math.Min(destination.Length, Length - offset);
            Contents.AsSpan((int)offset, count).CopyTo(destination);
        }
    }

    public void Write(long offset, ReadOnlySpan<byte> source)
    {
        ThrowIfBroken();
        if (IsReadOnly)
        {
            throw new IOException("The image is read-only.");
        }

        source.CopyTo(Contents.AsSpan((int)offset));
    }

    private void ThrowIfBroken()
    {
        if (Broken)
        {
            throw new IOException("The image is broken.");
        }
    }
}
