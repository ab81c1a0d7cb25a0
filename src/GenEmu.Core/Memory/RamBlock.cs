using System.Runtime.InteropServices;

namespace GenEmu.Core.Memory;

/// <summary>Host memory behind RAM or ROM, with flags for each of its pages. The host commits it only when it is touched.</summary>
internal sealed unsafe class RamBlock : IDisposable
{
    public const int PageShift = 12;
    public const ulong PageSize = 1UL << PageShift;

    private const byte HasCodeFlag = 1;
    private const byte DirtyFlag = 2;

    private byte* _flags;

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

    /// <summary>Makes every byte zero. Pages that are zero are only read: the host need not have committed them.</summary>
    public void Clear()
    {
        for (ulong offset = 0; offset < Size; offset += PageSize)
        {
            var page = new Span<byte>(Base + offset, (int)PageSize);      // Size is a multiple of it
            if (page.ContainsAnyExcept((byte)0))
            {
                page.Clear();
            }
        }
    }

    public void Dispose()
    {
        Free();
        GC.SuppressFinalize(this);
    }

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
