using GenEmu.Abstractions;

namespace GenEmu.Conformance.Bench;

/// <summary>A range of ports or memory that somebody answers.</summary>
internal sealed class BenchClaim(BenchSpace space, string owner, ulong @base, ulong length, int priority, bool enabled) : IRamRegion, ISystemRamRegion
{
    private ulong _base = @base;
    private bool _enabled = enabled;
    private bool _readable;
    private bool _writable;

    public string Owner { get; } = owner;

    public ulong Length { get; } = length;

    public int Priority { get; } = priority;

    /// <summary>The widths that are answered natively; RAM answers all.</summary>
    public AccessWidths Widths { get; init; } = AccessWidths.UpToQword;

    /// <summary>Starts an access: address, offset, width, whether it writes, the value, and the token.</summary>
    public Func<BenchAccess, ValueTask<ulong>>? Answer { get; init; }

    /// <summary>Whether its answers may come later.</summary>
    public bool IsAsync { get; init; }

    /// <summary>Who moves many elements in one call; null if nobody does.</summary>
    public IBlockPortDevice? Block { get; init; }

    /// <summary>The tag of its accesses.</summary>
    public byte Tag { get; init; }

    /// <summary>RAM or ROM, made at its first use; null for registers.</summary>
    public Lazy<byte[]>? Bytes { get; init; }

    public bool IsRom { get; init; }

    public ulong Base
    {
        get => _base;
        set
        {
            space.Check(this, value, _enabled);
            _base = value;
        }
    }

    public bool Enabled
    {
        get => _enabled;
        set
        {
            space.Check(this, _base, value);
            _enabled = value;
        }
    }

    public Span<byte> Contents => Bytes!.Value;         // only what was mapped as RAM is handed out as such

    public bool Readable
    {
        get => _readable;
        set => _readable = value;
    }

    public bool Writable
    {
        get => _writable;
        set => _writable = value;
    }

    public bool OnlyInSmm { get; set; }

    public bool Covers(ulong address, int width)
        => _enabled && address >= _base && address - _base + (ulong)width <= Length && ((int)Widths & width) != 0;

    public bool IsDirty(int page) => true;           // a display that redraws everything is right, too

    public void ClearDirty()
    {
        // See IsDirty.
    }

    /// <summary>An access to RAM. Reads of it have nothing to do with the device.</summary>
    public void Touch(ulong offset, int width, bool writes, ulong value)
    {
        if (Bytes is not { Value: byte[] { Length: > 0 } bytes } || IsRom || !writes)
        {
            return;
        }

        for (int i = 0; i < width; i++)
        {
            bytes[offset + (ulong)i] = (byte)(value >> (8 * i));         // Covers: the whole access lies in the claim
        }
    }

    public void Dispose() => space.Remove(this);

    /// <summary>What of the claim the guest could notice; one that is off is nowhere.</summary>
    public string Describe() => $"{Owner} {(_enabled ? $"{_base:X}h" : "off")}+{Length:X}h{(_readable ? " readable" : "")}{(_writable ? " writable" : "")}{(OnlyInSmm ? " in SMM" : "")}";
}
