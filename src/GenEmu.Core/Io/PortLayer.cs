using GenEmu.Abstractions;

namespace GenEmu.Core.Io;

/// <summary>One device's claim on a range of ports.</summary>
internal sealed class PortLayer(PortSpace ports, string owner, int length, int priority) : IClaim
{
    private ulong _base;
    private bool _enabled;
    private ulong _effectiveBase;

    public string Owner { get; } = owner;

    public ulong Length { get; } = (ulong)length;

    public int Priority { get; } = priority;

    /// <summary>The device, if it answers at once. It is called through <see cref="Read"/> and <see cref="Write"/>: the bus has one place for all devices, where a delegate costs less than an interface.</summary>
    public IPortDevice? Device
    {
        get;
        init
        {
            field = value;
            Read = value is null ? null : value.ReadPort;
            Write = value is null ? null : value.WritePort;
        }
    }

    public Func<PortAccess, uint>? Read { get; private init; }

    public Action<PortAccess, uint>? Write { get; private init; }

    /// <summary>The device again, if it takes blocks of elements.</summary>
    public IBlockPortDevice? Block { get; init; }

    public IAsyncPortDevice? AsyncDevice { get; init; }

    public AccessWidths Widths { get; init; }

    public byte Tag { get; init; }

    /// <summary>Whether writes may wait in the bus's queue (rule B18).</summary>
    public bool Coalesces { get; init; }

    /// <summary>Whether iterations of REP INS and REP OUTS may be done in one go (rule B12).</summary>
    public bool Batches { get; init; }

    public ulong Base
    {
        get => _base;
        set => ports.Change(this, value, _enabled);
    }

    public bool Enabled
    {
        get => _enabled;
        set => ports.Change(this, _base, value);
    }

    public bool Covers(int port, int width) => (ulong)port >= _base && (ulong)(port + width) <= _base + Length && ((int)Widths & width) != 0;

    public PortAccess Access(int port, int width) => new((ushort)port, (ushort)(port - (int)_effectiveBase), (byte)width, Tag);

    public void Place(ulong @base, bool enabled) => (_base, _enabled) = (@base, enabled);

    /// <summary>The map is about to show the claim where it wants to be.</summary>
    public void TakeEffect() => _effectiveBase = _base;

    public void Dispose() => ports.Remove(this);
}
