using GenEmu.Abstractions;

namespace GenEmu.Devices.Generators.Tests.Support;

/// <summary>Makes port claims on a <see cref="FakeBus"/>.</summary>
internal sealed class FakePorts(FakeBus bus, CancellationToken cancellationToken) : IPortMap
{
    public IClaim Claim(PortClaim claim, IPortDevice device) => Add(
        claim,
        isAsync: false,
        access => new ValueTask<uint>(device.ReadPort(access)),
        (access, value) =>
        {
            device.WritePort(access, value);
            return default;
        });

    public IClaim Claim(PortClaim claim, IAsyncPortDevice device) => Add(
        claim,
        isAsync: true,
        access => device.ReadPortAsync(access, cancellationToken),
        (access, value) => device.WritePortAsync(access, value, cancellationToken));

    private IClaim Add(PortClaim claim, bool isAsync, Func<PortAccess, ValueTask<uint>> read, Func<PortAccess, uint, ValueTask> write)
    {
        FakeClaim? made = null;
        made = new FakeClaim(claim.Widths, claim.Priority, claim.Tag, isAsync)
        {
            Base = claim.Base,
            Length = (ulong)claim.Length,
            Enabled = claim.Enabled,
            Batch = claim.Batch,
            Coalesce = claim.Coalesce,
            Read = async (port, width) => await read(Access(port, width)),
            Write = (port, width, value) => write(Access(port, width), (uint)value),
        };
        return bus.Add(made);

        PortAccess Access(ulong port, int width) => new((ushort)port, (ushort)(port - made!.Base), (byte)width, claim.Tag);
    }
}
