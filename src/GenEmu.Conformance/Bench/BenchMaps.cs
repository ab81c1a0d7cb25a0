using GenEmu.Abstractions;

namespace GenEmu.Conformance.Bench;

/// <summary>One device's view of the bench's ports and addresses.</summary>
internal sealed class BenchMaps(BenchHost host, BenchBoard board) : IPortMap, IMemoryMap
{
    public IClaim Claim(PortClaim claim, IPortDevice device) => Claim(claim, device as IBlockPortDevice, isAsync: false, access =>
    {
        var port = new PortAccess((ushort)access.Address, (ushort)access.Offset, (byte)access.Width, claim.Tag);
        if (!access.Writes)
        {
            return ValueTask.FromResult<ulong>(device.ReadPort(port));
        }

        device.WritePort(port, (uint)access.Value);
        return default;
    });

    public IClaim Claim(PortClaim claim, IAsyncPortDevice device) => Claim(claim, null, isAsync: true, async access =>
    {
        var port = new PortAccess((ushort)access.Address, (ushort)access.Offset, (byte)access.Width, claim.Tag);
        if (!access.Writes)
        {
            return await device.ReadPortAsync(port, access.Token);
        }

        await device.WritePortAsync(port, (uint)access.Value, access.Token);
        return 0;
    });

    public IClaim Claim(MmioClaim claim, IMmioDevice device) => Claim(claim, isAsync: false, access =>
    {
        var place = new MmioAccess(access.Address, access.Offset, (byte)access.Width, claim.Tag);
        if (!access.Writes)
        {
            return ValueTask.FromResult(device.ReadMmio(place));
        }

        device.WriteMmio(place, access.Value);
        return default;
    });

    public IClaim Claim(MmioClaim claim, IAsyncMmioDevice device) => Claim(claim, isAsync: true, async access =>
    {
        var place = new MmioAccess(access.Address, access.Offset, (byte)access.Width, claim.Tag);
        if (!access.Writes)
        {
            return await device.ReadMmioAsync(place, access.Token);
        }

        await device.WriteMmioAsync(place, access.Value, access.Token);
        return 0;
    });

    public IClaim MapRom(MemoryClaim claim, ReadOnlySpan<byte> contents)
    {
        byte[] bytes = new byte[claim.Length];
        contents[..Math.Min(contents.Length, bytes.Length)].CopyTo(bytes);
        return Map(claim, new Lazy<byte[]>(bytes), isRom: true);
    }

    public IRamRegion MapRam(MemoryClaim claim) => Map(claim, new Lazy<byte[]>(() => new byte[claim.Length]), isRom: false);

    // What it shows is system RAM: only that it moves and changes its rights is the device's own.
    public ISystemRamRegion MapSystemRam(MemoryClaim claim) => Map(claim, new Lazy<byte[]>([]), isRom: true);

    private BenchClaim Claim(PortClaim claim, IBlockPortDevice? block, bool isAsync, Func<BenchAccess, ValueTask<ulong>> answer)
    {
        host.Enter("IPortMap.Claim");
        return board.Ports.Add(new BenchClaim(board.Ports, host.Name, claim.Base, (ulong)claim.Length, claim.Priority, claim.Enabled)
        {
            Widths = claim.Widths,
            Tag = claim.Tag,
            Block = block,
            IsAsync = isAsync,
            Answer = answer,
        });
    }

    private BenchClaim Claim(MmioClaim claim, bool isAsync, Func<BenchAccess, ValueTask<ulong>> answer)
    {
        host.Enter("IMemoryMap.Claim");
        return board.Addresses.Add(new BenchClaim(board.Addresses, host.Name, claim.Base, claim.Length, claim.Priority, claim.Enabled)
        {
            Widths = claim.Widths,
            IsAsync = isAsync,
            Answer = answer,
        });
    }

    private BenchClaim Map(MemoryClaim claim, Lazy<byte[]> bytes, bool isRom)
    {
        host.Enter("IMemoryMap");
        return board.Addresses.Add(new BenchClaim(board.Addresses, host.Name, claim.Base, claim.Length, claim.Priority, claim.Enabled) { Bytes = bytes, IsRom = isRom });
    }
}
