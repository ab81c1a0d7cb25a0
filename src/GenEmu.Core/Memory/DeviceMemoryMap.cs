using GenEmu.Abstractions;

namespace GenEmu.Core.Memory;

/// <summary>One device's view of the physical address space.</summary>
internal sealed class DeviceMemoryMap(PhysicalMemory memory, string owner) : IMemoryMap
{
    private readonly List<MemoryLayer> _layers = [];

    public IClaim Claim(MmioClaim claim, IMmioDevice device)
        => Add(
            new MemoryLayer(memory, owner, claim.Length, claim.Priority) { Device = device, Widths = claim.Widths, Tag = claim.Tag, Coalesces = claim.Coalesce },
            claim.Base,
            claim.Enabled);

    public IClaim Claim(MmioClaim claim, IAsyncMmioDevice device)
        => claim.Coalesce
            ? throw new DeviceConfigurationException($"{owner}: the registers at {claim.Base:X}h answer later, so their writes cannot be coalesced.")
            : Add(new MemoryLayer(memory, owner, claim.Length, claim.Priority) { AsyncDevice = device, Widths = claim.Widths, Tag = claim.Tag }, claim.Base, claim.Enabled);

    public IClaim MapRom(MemoryClaim claim, ReadOnlySpan<byte> contents)
    {
        if ((ulong)contents.Length != claim.Length)
        {
            throw new ArgumentException($"{owner}: a ROM of {contents.Length} bytes does not fill a claim of {claim.Length}.", nameof(contents));
        }

        var block = new RamBlock(claim.Length);
        contents.CopyTo(block.Contents);
        return Add(new MemoryLayer(memory, owner, claim.Length, claim.Priority) { Ram = block, OwnsRam = true, IsRom = true }, claim.Base, claim.Enabled);
    }

    public IRamRegion MapRam(MemoryClaim claim)
        => Add(
            new MemoryLayer(memory, owner, claim.Length, claim.Priority) { Ram = new RamBlock(claim.Length, tracksDirty: true), OwnsRam = true },
            claim.Base,
            claim.Enabled);

    public ISystemRamRegion MapSystemRam(MemoryClaim claim)
    {
        if (claim.Base + claim.Length > memory.LowSystemSize)
        {
            throw new DeviceConfigurationException($"{owner}: a window at {claim.Base:X}h needs at least {(claim.Base + claim.Length) >> 10} KiB of memory.");
        }

        var layer = new MemoryLayer(memory, owner, claim.Length, claim.Priority) { Ram = memory.System, RamOffset = claim.Base };
        _layers.Add(layer);
        return memory.Add(layer, claim.Base, claim.Enabled, readable: false, writable: false);
    }

    /// <summary>Gives everything back: the device is unloaded.</summary>
    public void ReleaseAll()
    {
        foreach (MemoryLayer layer in _layers)
        {
            layer.Dispose();
        }

        _layers.Clear();
    }

    /// <summary>Takes the claims out for a while.</summary>
    public void Suspend()
    {
        _layers.RemoveAll(layer => !memory.Contains(layer));       // the device itself gave those back
        _layers.ForEach(memory.Remove);
    }

    /// <summary>Puts the claims back.</summary>
    public void Resume() => _layers.ForEach(layer => memory.Add(layer, layer.Base, layer.Enabled, layer.Readable, layer.Writable));

    /// <summary>Takes over the contents of another device's RAM, region by region in the order in which they were mapped.</summary>
    /// <exception cref="DeviceConfigurationException">The regions are not of the same number and sizes.</exception>
    public void TakeContentsFrom(DeviceMemoryMap former)
    {
        MemoryLayer[] from = [.. former._layers.Where(layer => layer is { OwnsRam: true, IsRom: false })];
        MemoryLayer[] to = [.. _layers.Where(layer => layer is { OwnsRam: true, IsRom: false })];
        if (!from.Select(layer => layer.Length).SequenceEqual(to.Select(layer => layer.Length)))
        {
            throw new DeviceConfigurationException($"{owner}: it maps other RAM than before, so the contents cannot be taken over.");
        }

        for (int i = 0; i < from.Length; i++)
        {
            from[i].Contents.CopyTo(to[i].Contents);
        }
    }

    private MemoryLayer Add(MemoryLayer layer, ulong @base, bool enabled)
    {
        memory.Add(layer, @base, enabled);
        _layers.Add(layer);
        return layer;
    }
}
