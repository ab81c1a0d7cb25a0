namespace GenEmu.DeviceConformance.Tests.Broken;

/// <summary>Raises its wire with the last element of a block, where single reads raise it with the third.</summary>
public sealed class BlocksDiffer : IDevice, IBlockPortDevice
{
    private IDeviceHost? _host;
    private int _left;

    public void Attach(IDeviceHost host)
    {
        _host = host;
        host.Ports.Claim(new PortClaim { Base = 0x300 }, (IPortDevice)this);
    }

    public void Reset(ResetKind kind) => _left = kind == ResetKind.Init ? _left : 3;

    public uint ReadPort(PortAccess access)
    {
        if (--_left == 0)
        {
            _host!.RequestStop(0, "all was read");
            _left = 3;
        }

        return (uint)_left;
    }

    public void WritePort(PortAccess access, uint value)
    {
        // Nothing to write.
    }

    public int ReadBlock(PortAccess access, Span<byte> data)
    {
        for (int i = 0; i < data.Length; i++)
        {
            _left = _left == 1 ? 3 : _left - 1;
            data[i] = (byte)_left;
        }

        _host!.RequestStop(0, "all was read");
        return data.Length;
    }

    public int WriteBlock(PortAccess access, ReadOnlySpan<byte> data) => 0;
}
