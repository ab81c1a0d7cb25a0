using System.Runtime.InteropServices;

namespace GenEmu.Core.Memory;

/// <summary>Host memory behind RAM or ROM, with flags for each of its pages. The host commits it only when it is touched.</summary>
internal sealed unsafe partial class RamBlock : IDisposable
{
    public const int PageShift = 12;
    public const ulong PageSize = 1UL << PageShift;

    private const byte HasCodeFlag = 1;
    private const byte DirtyFlag = 2;
    private const byte WrittenFlag = 4;      // since the last image
    private const byte SharedFlag = 8;       // the last image has no copy yet
    private const byte AbsentFlag = 16;      // the bytes are in the last image only

    private byte* _flags;
    private bool _disposed;
    private long _pressure;

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

    /// <summary>Where the block is. Whoever reads asks <see cref="At"/>, whoever writes calls <see cref="SetWritten"/> before: until then a page may not be there.</summary>
    public byte* Base { get; private set; }

    public ulong Size { get; }

    /// <summary>Whether somebody asks which pages were written to.</summary>
    public bool TracksDirty { get; }

    /// <summary>All of it, to read and write, until the next image is taken or put in place.</summary>
    public Span<byte> Contents
    {
        get
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            if (!_handedOut)
            {
                HandOut();
            }

            return new Span<byte>(Base, checked((int)Size));
        }
    }

    /// <summary>A byte to be read, with all others of its page.</summary>
    public byte* At(ulong offset)
    {
        if ((_flags[offset >> PageShift] & AbsentFlag) != 0)
        {
            Fetch((int)(offset >> PageShift));
        }

        return Base + offset;
    }

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

    /// <summary>Somebody is about to write to a page, or may from now on: images get their copies, and the next one will see it.</summary>
    public void SetWritten(ulong offset)
    {
        if ((_flags[offset >> PageShift] & (WrittenFlag | SharedFlag | AbsentFlag)) != WrittenFlag)
        {
            BeginWriting((int)(offset >> PageShift));
        }
    }

    /// <summary>Frees the memory. While images may have pages here, that is left to the garbage collector: it knows whether anybody still has the images.</summary>
    public void Dispose()
    {
        if (_disposed)
        {
            return;
        }

        _disposed = true;
        _pressure = Flagged(SharedFlag).Count * (long)PageSize;
        if (_pressure > 0)
        {
            GC.AddMemoryPressure(_pressure);
            return;
        }

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
        if (_pressure > 0)
        {
            GC.RemoveMemoryPressure(_pressure);
            _pressure = 0;
        }
    }
}
