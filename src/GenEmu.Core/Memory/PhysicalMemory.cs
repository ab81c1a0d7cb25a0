using GenEmu.Abstractions;

namespace GenEmu.Core.Memory;

/// <summary>The physical address space: layers of RAM, ROM and registers, flattened for each direction.</summary>
/// <remarks>
/// Used on the machine's thread only. A change of the map takes effect at <see cref="Apply"/>, which the machine calls at an instruction
/// boundary, so an access never sees the map change under it.
/// </remarks>
internal sealed unsafe class PhysicalMemory : IDisposable
{
    private const ulong FourGiB = 1UL << 32;

    private readonly List<MemoryLayer> _layers = [];
    private readonly RamBlock _system;
    private readonly ulong _low;

    /// <summary>Makes an address space with system RAM at 0, and above 4 GiB what does not fit below <paramref name="holeStart"/>.</summary>
    /// <param name="size">Bytes of system RAM, a multiple of 4096.</param>
    /// <param name="holeStart">Where the hole for PCI and firmware starts.</param>
    public PhysicalMemory(ulong size, ulong holeStart = 0xE000_0000)
    {
        _system = new RamBlock(size);
        _low = Math.Min(size, holeStart);
        AddSystem(0, 0, _low);
        if (size > _low)
        {
            AddSystem(FourGiB, _low, size - _low);
        }

        Apply();
    }

    /// <summary>Called when the map is about to change: the machine must come to a boundary and <see cref="Apply"/>.</summary>
    public Action? ChangeRequested { get; set; }

    /// <summary>Called when translations and decoded code that were derived from the map must go.</summary>
    public Action? TranslationsInvalid { get; set; }

    /// <summary>Those who keep decoded code: told before bytes of a page with code change; they say whether code is left on the page.</summary>
    public List<Func<RamBlock, ulong, int, bool>> CodeObservers { get; } = [];

    /// <summary>Those who write to memory behind <see cref="WriteRam"/>'s back, through TLBs: told that a host page holds decoded code from now on.</summary>
    public List<Action<nint>> DirectWriters { get; } = [];

    public ulong SystemSize => _system.Size;

    public ulong LowSystemSize => _low;

    public RamBlock System => _system;

    /// <summary>Memory that devices own and the guest can write to.</summary>
    public IEnumerable<MemoryLayer> DeviceRam => _layers.Where(layer => layer is { OwnsRam: true, IsRom: false });

    public bool ChangePending { get; private set; }

    /// <summary>What everybody sees but a CPU in System Management Mode.</summary>
    public MemoryView View { get; } = new();

    /// <summary>What a CPU sees in System Management Mode.</summary>
    public MemoryView SmmView { get; } = new();

    public MemorySegment Find(ulong address, bool write) => View.Find(address, write);

    /// <summary>Adds a layer; it answers from the next <see cref="Apply"/> on.</summary>
    public MemoryLayer Add(MemoryLayer layer, ulong @base, bool enabled, bool readable = true, bool writable = true)
    {
        Check(layer, @base, enabled);
        layer.Place(@base, enabled, readable, writable);
        _layers.Add(layer);
        Request();
        return layer;
    }

    /// <summary>Whether a layer was added and not given back.</summary>
    public bool Contains(MemoryLayer layer) => _layers.Contains(layer);

    public void Remove(MemoryLayer layer)
    {
        if (_layers.Remove(layer))
        {
            Request();
            if (layer.OwnsRam)
            {
                // The block lives on until the map no longer shows it; its finalizer frees it after that.
                GC.KeepAlive(layer.Ram);
            }
        }
    }

    public void Change(MemoryLayer layer, ulong @base, bool enabled, Action apply)
    {
        if (!Contains(layer))
        {
            apply();        // released: its device may still move it, but nobody sees that
            return;
        }

        Check(layer, @base, enabled);
        apply();
        Request();
    }

    /// <summary>Makes requested changes effective.</summary>
    public void Apply()
    {
        ChangePending = false;
        _layers.ForEach(layer => layer.TakeEffect());
        View.Show(_layers.FindAll(layer => !layer.OnlyInSmm));
        SmmView.Show(_layers);
        InvalidateTranslations();
    }

    public void InvalidateTranslations() => TranslationsInvalid?.Invoke();

    /// <summary>Writes RAM behind the guest's back or front, telling the block cache and the dirty flags.</summary>
    public void WriteRam(RamBlock block, ulong offset, ReadOnlySpan<byte> data)
    {
        ForgetCode(block, offset, data.Length);
        block.SetWritten(offset);
        if (block.TracksDirty)
        {
            block.SetDirty(offset);
        }

        data.CopyTo(new Span<byte>(block.Base + offset, data.Length));    // callers stay within one page of the block
    }

    /// <summary>Gives a block the contents of an image.</summary>
    public void Restore(RamBlock block, RamImage image)
    {
        InvalidateTranslations();
        block.Become(image, offset => ForgetCode(block, offset, (int)RamBlock.PageSize));
    }

    /// <summary>Somebody decoded code on a page: from now on every write to it goes through <see cref="WriteRam"/>, whichever CPU makes it.</summary>
    public void KeepCode(RamBlock block, ulong offset)
    {
        if (block.HasCode(offset))
        {
            return;
        }

        block.SetHasCode(offset, true);
        foreach (Action<nint> writer in DirectWriters)
        {
            writer((nint)(block.Base + (offset & Tlb.PageMask)));
        }
    }

    public void Dispose()
    {
        foreach (MemoryLayer layer in _layers)
        {
            if (layer.OwnsRam)
            {
                layer.Ram!.Dispose();
            }
        }

        _system.Dispose();
    }

    private void ForgetCode(RamBlock block, ulong offset, int length)
    {
        if (!block.HasCode(offset))
        {
            return;
        }

        bool left = false;
        foreach (Func<RamBlock, ulong, int, bool> observer in CodeObservers)
        {
            left |= observer(block, offset, length);
        }

        block.SetHasCode(offset, left);
    }

    private void AddSystem(ulong @base, ulong offset, ulong length)
    {
        var layer = new MemoryLayer(this, "system RAM", length, int.MinValue) { Ram = _system, RamOffset = offset };
        layer.Place(@base, enabled: true);
        _layers.Add(layer);
    }

    private void Check(MemoryLayer layer, ulong @base, bool enabled)
    {
        if (layer.Length == 0 || @base + layer.Length < @base || @base + layer.Length > 1UL << 52)
        {
            throw new ArgumentOutOfRangeException(nameof(@base), @base, $"{layer.Owner}: the range of {layer.Length:X}h bytes at {@base:X}h leaves the physical address space.");
        }

        if (layer.Ram is not null && (@base | layer.Length) % RamBlock.PageSize != 0)
        {
            throw new ArgumentOutOfRangeException(nameof(@base), @base, $"{layer.Owner}: memory is mapped in whole pages of 4096 bytes.");
        }

        if (!enabled)
        {
            return;
        }

        foreach (MemoryLayer other in _layers)
        {
            if (other != layer && other.Enabled && other.Priority == layer.Priority && other.Overlaps(@base, layer.Length))
            {
                throw new ClaimOverlapException(
                    $"{layer.Owner} and {other.Owner} both claim memory at {Math.Max(@base, other.Base):X}h with priority {layer.Priority}; move one or give it another priority.");
            }
        }
    }

    private void Request()
    {
        ChangePending = true;
        ChangeRequested?.Invoke();
    }
}
