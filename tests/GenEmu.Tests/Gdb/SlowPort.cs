using GenEmu.Abstractions;

namespace GenEmu.Tests.Gdb;

/// <summary>A port that takes a millisecond of the host's time for each access.</summary>
internal sealed class SlowPort : IDevice, IAsyncPortDevice
{
    public const ushort Port = 0x1234;

    public List<uint> Written { get; } = [];

    public void Attach(IDeviceHost host) => host.Ports.Claim(new PortClaim { Base = Port, Length = 4, Widths = AccessWidths.UpToDword }, this);

    public void Reset(ResetKind kind)
    {
        // It has no state.
    }

    public async ValueTask<uint> ReadPortAsync(PortAccess access, CancellationToken cancellationToken)
    {
        await Task.Delay(1, cancellationToken);
        return 0x600D;
    }

    public async ValueTask WritePortAsync(PortAccess access, uint value, CancellationToken cancellationToken)
    {
        await Task.Delay(1, cancellationToken);
        Written.Add(value);
    }
}
