using GenEmu.Abstractions;

namespace GenEmu.Tests.Support;

/// <summary>A device made of what a test needs: ports answered by functions.</summary>
internal sealed class TestDevice : IDevice, IPortDevice, IAsyncPortDevice
{
    private readonly Dictionary<ushort, Func<uint>> _reads = [];
    private readonly Dictionary<ushort, Action<uint>> _writes = [];
    private readonly Dictionary<ushort, Func<CancellationToken, ValueTask<uint>>> _slowReads = [];
    private readonly List<Action<IDeviceHost>> _attach = [];
    private readonly List<Action<ResetKind>> _reset = [];

    public IDeviceHost Host { get; private set; } = null!;

    public TestDevice OnAttach(Action<IDeviceHost> action)
    {
        _attach.Add(action);
        return this;
    }

    public TestDevice OnReset(Action<ResetKind> action)
    {
        _reset.Add(action);
        return this;
    }

    public TestDevice OnRead(ushort port, Func<uint> read)
    {
        _reads[port] = read;
        return this;
    }

    public TestDevice OnWrite(ushort port, Action<uint> write)
    {
        _writes[port] = write;
        return this;
    }

    public TestDevice OnSlowRead(ushort port, Func<CancellationToken, ValueTask<uint>> read)
    {
        _slowReads[port] = read;
        return this;
    }

    public void Attach(IDeviceHost host)
    {
        Host = host;
        foreach (ushort port in _reads.Keys.Union(_writes.Keys))
        {
            _ = host.Ports.Claim(new PortClaim { Base = port, Widths = AccessWidths.UpToDword }, (IPortDevice)this);
        }

        foreach (ushort port in _slowReads.Keys)
        {
            _ = host.Ports.Claim(new PortClaim { Base = port, Widths = AccessWidths.UpToDword }, (IAsyncPortDevice)this);
        }

        _attach.ForEach(action => action(host));
    }

    public void Reset(ResetKind kind) => _reset.ForEach(action => action(kind));

    public uint ReadPort(PortAccess access) => _reads.TryGetValue(access.Port, out Func<uint>? read) ? read() : uint.MaxValue;

    public void WritePort(PortAccess access, uint value)
    {
        if (_writes.TryGetValue(access.Port, out Action<uint>? write))
        {
            write(value);
        }
    }

    public ValueTask<uint> ReadPortAsync(PortAccess access, CancellationToken cancellationToken) => _slowReads[access.Port](cancellationToken);

    public ValueTask WritePortAsync(PortAccess access, uint value, CancellationToken cancellationToken) => ValueTask.CompletedTask;
}
