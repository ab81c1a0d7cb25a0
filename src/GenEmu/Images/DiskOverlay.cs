using System.Collections.Immutable;

namespace GenEmu;

/// <summary>What was written to a medium whose file stays as it is: sparse blocks in memory.</summary>
/// <param name="readBase">Reads the file below; beyond its end there are zeros.</param>
internal sealed class DiskOverlay(DiskOverlay.Reader readBase)
{
    private const int BlockSize = OverlayImage.BlockSize;

    private readonly HashSet<long> _own = [];           // blocks that no image shares
    private ImmutableDictionary<long, byte[]>.Builder _blocks = ImmutableDictionary.CreateBuilder<long, byte[]>();

    /// <summary>Reads bytes of the disk.</summary>
    public delegate void Reader(long offset, Span<byte> destination);

    /// <summary>Puts what was written over what the file holds.</summary>
    /// <param name="offset">The first byte.</param>
    /// <param name="data">The file's bytes; replaced where they were written.</param>
    public void Patch(long offset, Span<byte> data)
    {
        while (data.Length > 0)
        {
            (long block, int within, int count) = Locate(offset, data.Length);
            if (_blocks.TryGetValue(block, out byte[]? written))
            {
                written.AsSpan(within, count).CopyTo(data);
            }

            offset += count;
            data = data[count..];
        }
    }

    /// <summary>Keeps bytes.</summary>
    public void Write(long offset, ReadOnlySpan<byte> data)
    {
        while (data.Length > 0)
        {
            (long block, int within, int count) = Locate(offset, data.Length);
            data[..count].CopyTo(Own(block, keep: count < BlockSize).AsSpan(within));
            offset += count;
            data = data[count..];
        }
    }

    /// <summary>What was written so far.</summary>
    public OverlayImage TakeImage()
    {
        _own.Clear();
        return new OverlayImage(_blocks.ToImmutable());
    }

    /// <summary>Forgets what was written, and takes over an image.</summary>
    public void Restore(OverlayImage image)
    {
        _own.Clear();
        _blocks = image.Blocks.ToBuilder();
    }

    /// <summary>A block's bytes, to be written to.</summary>
    private byte[] Own(long block, bool keep)
    {
        byte[]? bytes = _blocks.GetValueOrDefault(block);
        if (bytes is not null && _own.Contains(block))
        {
            return bytes;
        }

        byte[] own = new byte[BlockSize];
        if (bytes is not null)
        {
            bytes.CopyTo(own, 0);
        }
        else if (keep)
        {
            readBase(block * BlockSize, own);
        }

        _blocks[block] = own;
        _own.Add(block);
        return own;
    }

    private static (long Block, int Within, int Count) Locate(long offset, int length)
    {
        (long block, long within) = Math.DivRem(offset, BlockSize);
        return (block, (int)within, Math.Min(length, BlockSize - (int)within));
    }
}
