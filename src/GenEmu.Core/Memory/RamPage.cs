namespace GenEmu.Core.Memory;

/// <summary>A page's contents at one moment. They stay in the block that they were taken from until it is about to write there: only then are they copied.</summary>
/// <remarks>May be read from any thread, also while the block's machine runs: a machine and its forks run side by side.</remarks>
internal sealed unsafe class RamPage
{
    private byte[]? _kept;
    private RamBlock? _owner;
    private byte* _live;

    /// <summary>A page that is its owner's alone.</summary>
    /// <param name="contents">4096 bytes; not copied.</param>
    public RamPage(byte[] contents) => _kept = contents;

    /// <summary>A page that is still where it was.</summary>
    /// <param name="owner">Its block, which lives as long as this needs it.</param>
    /// <param name="live">Its first byte there. The block calls <see cref="Keep"/> before that changes.</param>
    public RamPage(RamBlock owner, byte* live)
    {
        _owner = owner;
        _live = live;
    }

    /// <summary>Whether every byte is zero.</summary>
    public bool IsZero
    {
        get
        {
            lock (this)
            {
                return !Bytes.ContainsAnyExcept((byte)0);
            }
        }
    }

    /// <summary>The bytes, for who holds the lock.</summary>
    private ReadOnlySpan<byte> Bytes => _kept ?? new ReadOnlySpan<byte>(_live, (int)RamBlock.PageSize);

    /// <summary>Copies the page out of its block, if it still is there.</summary>
    public void Keep()
    {
        lock (this)
        {
            _kept ??= Bytes.ToArray();
            _owner = null;
        }
    }

    /// <summary>Copies the contents to a place of one page.</summary>
    public void CopyTo(Span<byte> to)
    {
        lock (this)
        {
            Bytes.CopyTo(to);
        }
    }

    /// <summary>Whether a page has the same contents.</summary>
    public bool Holds(ReadOnlySpan<byte> page)
    {
        lock (this)
        {
            return Bytes.SequenceEqual(page);
        }
    }
}
