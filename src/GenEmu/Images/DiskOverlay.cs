namespace GenEmu;

/// <summary>What was written to a disk whose file stays as it is: sparse blocks in memory.</summary>
/// <param name="readBase">Reads the file below; beyond its end there are zeros.</param>
internal sealed class DiskOverlay(DiskOverlay.Reader readBase)
{
    private const int BlockSize = 4096;

    private readonly Dictionary<long, byte[]> _blocks = [];

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
            if (!_blocks.TryGetValue(block, out byte[]? bytes))
            {
                bytes = new byte[BlockSize];
                if (count < BlockSize)
                {
                    readBase(block * BlockSize, bytes);
                }

                _blocks.Add(block, bytes);
            }

            data[..count].CopyTo(bytes.AsSpan(within));
            offset += count;
            data = data[count..];
        }
    }

    private static (long Block, int Within, int Count) Locate(long offset, int length)
    {
        (long block, long within) = Math.DivRem(offset, BlockSize);
        return (block, (int)within, Math.Min(length, BlockSize - (int)within));
    }
}
