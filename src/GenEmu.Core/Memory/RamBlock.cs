using System.Runtime.InteropServices;

namespace GenEmu.Core.Memory;

/// <summary>Host memory behind RAM or ROM, with flags for each of its pages. The host commits it only when it is touched.</summary>
internal sealed unsafe class RamBlock : IDisposable
{
    public const int PageShift = 12;
    public const ulong PageSize = 1UL << PageShift;

    private const byte HasCodeFlag = 1;
    private const byte DirtyFlag = 2;
    private const byte WrittenFlag = 4;

    private byte* _flags;
    private RamImage? _image;

    public RamBlock(ulong size, bool tracksDirty = false)
    {
        if (size == 0 || size % PageSize != 0)
        {
            throw new ArgumentOutOfRangeException(nameof(size), size, "The size of memory is a positive multiple of 4096 bytes.");
        }

        Size = size;
        TracksDirty = tracksDirty;
        Base = (byte*)NativeMemory.AllocZeroed((nuint)size);
        _flags = (byte*)NativeMemory.AllocZeroed((nuint)(size >> PageShift));
    }

    ~RamBlock() => Free();

    public byte* Base { get; private set; }

    public ulong Size { get; }

    /// <summary>Whether somebody asks which pages were written to.</summary>
    public bool TracksDirty { get; }

    public Span<byte> Contents => Base is null ? throw new ObjectDisposedException(nameof(RamBlock)) : new Span<byte>(Base, checked((int)Size));

    public bool HasCode(ulong offset) => (_flags[offset >> PageShift] & HasCodeFlag) != 0;

    public void SetHasCode(ulong offset, bool value) => Set(offset, HasCodeFlag, value);

    public bool IsDirty(ulong offset) => (_flags[offset >> PageShift] & DirtyFlag) != 0;

    public void SetDirty(ulong offset) => Set(offset, DirtyFlag, true);

    public void ClearDirty()
    {
        for (ulong page = 0; page < Size >> PageShift; page++)
        {
            _flags[page] &= unchecked((byte)~DirtyFlag);
        }
    }

    /// <summary>Whether direct handlers may write to the page without anybody hearing of it.</summary>
    public bool IsFreelyWritable(ulong offset) => !HasCode(offset) && (!TracksDirty || IsDirty(offset));

    /// <summary>Somebody is about to write to a page, or may from now on: the next image needs it.</summary>
    public void SetWritten(ulong offset) => Set(offset, WrittenFlag, true);

    /// <summary>Takes an image of the contents. Pages that nobody has written to since the last one are shared with that.</summary>
    /// <param name="writesAreKnown">Whether every writer calls <see cref="SetWritten"/>; if not, all pages are compared.</param>
    /// <remarks>Who writes freely must be stopped from it, and be told again (<see cref="TranslationCache.ProtectAll"/>).</remarks>
    public RamImage TakeImage(bool writesAreKnown)
    {
        byte[]?[] pages = _image?.CopyOfPages() ?? new byte[]?[Size >> PageShift];
        for (int i = 0; i < pages.Length; i++)
        {
            if (!writesAreKnown || (_flags[i] & WrittenFlag) != 0)
            {
                var now = new ReadOnlySpan<byte>(Base + ((ulong)i << PageShift), (int)PageSize);      // there are as many pages as flags
                pages[i] = RamImage.Keep(now, pages[i]);
                _flags[i] &= unchecked((byte)~WrittenFlag);
            }
        }

        return _image = new RamImage(pages);
    }

    /// <summary>The pages that differ from an image, or may: those that it does not share with the last one, and those written to since.</summary>
    public IEnumerable<int> PagesToRestore(RamImage image, bool writesAreKnown)
        => Enumerable.Range(0, image.Count).Where(i => !writesAreKnown || MayDiffer(image, i));

    /// <summary>The contents are those of an image now.</summary>
    public void HasBecome(RamImage image)
    {
        _image = image;
        for (int i = 0; i < image.Count; i++)
        {
            _flags[i] &= unchecked((byte)~WrittenFlag);
        }
    }

    /// <summary>Makes every byte zero. Pages that are zero are only read: the host need not have committed them.</summary>
    public void Clear()
    {
        for (ulong offset = 0; offset < Size; offset += PageSize)
        {
            var page = new Span<byte>(Base + offset, (int)PageSize);      // Size is a multiple of it
            if (page.ContainsAnyExcept((byte)0))
            {
                SetWritten(offset);
                page.Clear();
            }
        }
    }

    public void Dispose()
    {
        Free();
        GC.SuppressFinalize(this);
    }

    private bool MayDiffer(RamImage image, int page) => (_flags[page] & WrittenFlag) != 0 || _image?[page] != image[page];

    private void Set(ulong offset, byte flag, bool value)
    {
        byte* flags = _flags + (offset >> PageShift);
        *flags = (byte)(value ? *flags | flag : *flags & ~flag);
    }

    private void Free()
    {
        NativeMemory.Free(Base);
        NativeMemory.Free(_flags);
        Base = null;
        _flags = null;
    }
}
