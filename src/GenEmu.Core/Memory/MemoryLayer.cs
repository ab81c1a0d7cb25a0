using GenEmu.Abstractions;

namespace GenEmu.Core.Memory;

/// <summary>Something that answers a range of physical addresses, above or below others.</summary>
internal sealed class MemoryLayer(PhysicalMemory memory, string owner, ulong length, int priority) : IRamRegion, ISystemRamRegion
{
    private ulong _base;
    private bool _enabled;
    private bool _readable = true;
    private bool _writable = true;
    private bool _onlyInSmm;

    public string Owner { get; } = owner;

    public ulong Length { get; } = length;

    public int Priority { get; } = priority;

    /// <summary>The memory behind it, or null for registers.</summary>
    public RamBlock? Ram { get; init; }

    /// <summary>The layer's first byte in <see cref="Ram"/>; windows onto system RAM shift with their base.</summary>
    public ulong RamOffset { get; set; }

    public bool IsRom { get; init; }

    /// <summary>Whether the block is freed with the layer.</summary>
    public bool OwnsRam { get; init; }

    /// <summary>The device, if it answers at once; called through <see cref="Read"/> and <see cref="Write"/>, as ports are.</summary>
    public IMmioDevice? Device
    {
        get;
        init
        {
            field = value;
            Read = value is null ? null : value.ReadMmio;
            Write = value is null ? null : value.WriteMmio;
        }
    }

    public Func<MmioAccess, ulong>? Read { get; private init; }

    public Action<MmioAccess, ulong>? Write { get; private init; }

    public IAsyncMmioDevice? AsyncDevice { get; init; }

    public AccessWidths Widths { get; init; }

    public byte Tag { get; init; }

    /// <summary>Whether writes may wait in the bus's queue (rule B18).</summary>
    public bool Coalesces { get; init; }

    public ulong Base
    {
        get => _base;
        set => memory.Change(this, value, _enabled, () => _base = value);
    }

    public bool Enabled
    {
        get => _enabled;
        set => memory.Change(this, _base, value, () => _enabled = value);
    }

    public bool Readable
    {
        get => _readable;
        set => memory.Change(this, _base, _enabled, () => _readable = value);
    }

    public bool Writable
    {
        get => _writable;
        set => memory.Change(this, _base, _enabled, () => _writable = value);
    }

    public bool OnlyInSmm
    {
        get => _onlyInSmm;
        set => memory.Change(this, _base, _enabled, () => _onlyInSmm = value);
    }

    /// <summary>Where the map shows the layer: <see cref="Base"/> as of the last <see cref="PhysicalMemory.Apply"/>.</summary>
    public ulong EffectiveBase { get; private set; }

    public MmioAccess Access(ulong address, int width) => new(address, address - EffectiveBase, (byte)width, Tag);

    /// <summary>The map is about to show the layer where it wants to be.</summary>
    public void TakeEffect() => EffectiveBase = _base;

    public Span<byte> Contents => Ram!.Contents;

    public void Clear() => Ram!.Clear();

    public bool Overlaps(ulong @base, ulong length) => _base < @base + length && @base < _base + Length;

    public bool Serves(ulong address, bool write) => _enabled && (write ? _writable : _readable) && address - _base < Length;

    public bool IsDirty(int page)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(page);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((ulong)page << RamBlock.PageShift, Length, nameof(page));
        return Ram!.IsDirty((ulong)page << RamBlock.PageShift);
    }

    public void ClearDirty()
    {
        Ram!.ClearDirty();
        memory.InvalidateTranslations();
    }

    public void Dispose() => memory.Remove(this);

    /// <summary>Sets the place without telling anybody: for a layer that is just being added.</summary>
    public void Place(ulong @base, bool enabled, bool readable = true, bool writable = true)
        => (_base, _enabled, _readable, _writable) = (@base, enabled, readable, writable);

    /// <summary>The widest naturally aligned piece of an access that the device takes natively; 0 if it takes none there.</summary>
    public int PieceWidth(ulong address, int remaining)
    {
        for (int width = 8; width > 0; width >>= 1)
        {
            if (width <= remaining && ((int)Widths & width) != 0 && (address & (ulong)(width - 1)) == 0)
            {
                return width;
            }
        }

        return 0;
    }
}
