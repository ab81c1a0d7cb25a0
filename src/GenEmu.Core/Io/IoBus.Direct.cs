using GenEmu.Core.Memory;

namespace GenEmu.Core.Io;

/// <content>Accesses of direct handlers to devices that are known to be synchronous.</content>
/// <remarks>Only what the request is made of is kept: hardly any device asks what it is called for.</remarks>
internal sealed partial class IoBus
{
    private bool _isDirect;
    private string _directOwner = "";
    private IoKind _directKind;
    private ulong _directAddress;
    private int _directWidth;
    private ulong _directData;

    private IoRequest DirectRequest => new(_nextId - 1, _directKind, _directAddress, _directWidth, _directData, _directOwner);

    /// <summary>A port read.</summary>
    public uint ReadPort(PortLayer layer, int port, int width)
    {
        FlushWrites();
        BeginDirect(layer.Owner, IoKind.PortRead, (ulong)port, width, 0);
        uint value;
        try
        {
            value = layer.Read!(layer.Access(port, width)) & Mask(width);
        }
        catch (Exception exception)
        {
            value = (uint)FailDirect(exception);
        }

        _isDirect = false;
        return value;
    }

    /// <summary>A port write.</summary>
    public void WritePort(PortLayer layer, int port, int width, uint value)
    {
        if (layer.Coalesces && _held.TryAdd(layer, _nextId, (ulong)port, width, value))
        {
            _nextId++;
            return;
        }

        FlushWrites();
        BeginDirect(layer.Owner, IoKind.PortWrite, (ulong)port, width, value);
        try
        {
            layer.Write!(layer.Access(port, width), value);
        }
        catch (Exception exception)
        {
            FailDirect(exception);
        }

        _isDirect = false;
    }

    /// <summary>A read of device memory.</summary>
    public ulong ReadMemory(MemoryLayer layer, ulong address, int width)
    {
        FlushWrites();
        BeginDirect(layer.Owner, IoKind.MemoryRead, address, width, 0);
        ulong value;
        try
        {
            value = layer.Read!(layer.Access(address, width)) & Mask64(width);
        }
        catch (Exception exception)
        {
            value = FailDirect(exception);
        }

        _isDirect = false;
        return value;
    }

    /// <summary>A write to device memory.</summary>
    public void WriteMemory(MemoryLayer layer, ulong address, int width, ulong value)
    {
        if (layer.Coalesces && _held.TryAdd(layer, _nextId, address, width, value))
        {
            _nextId++;
            return;
        }

        FlushWrites();
        BeginDirect(layer.Owner, IoKind.MemoryWrite, address, width, value);
        try
        {
            layer.Write!(layer.Access(address, width), value);
        }
        catch (Exception exception)
        {
            FailDirect(exception);
        }

        _isDirect = false;
    }

    private void BeginDirect(string owner, IoKind kind, ulong address, int width, ulong data)
    {
        _nextId++;
        if (!ReferenceEquals(_directOwner, owner))
        {
            _directOwner = owner;        // to keep a reference costs more than to compare it, and programs poll
        }

        _directKind = kind;
        _directAddress = address;
        _directWidth = width;
        _directData = data;
        _isDirect = true;
    }

    private ulong FailDirect(Exception exception)
    {
        Fault(DirectRequest, exception);
        return Mask64(_directWidth);
    }
}
