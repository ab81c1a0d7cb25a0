using GenEmu.Abstractions;

namespace GenEmu.Devices.Generators.Tests.Support;

/// <summary>Makes claims on memory-mapped registers on a <see cref="FakeBus"/>.</summary>
internal sealed class FakeMemoryMap(FakeBus bus, CancellationToken cancellationToken) : IMemoryMap
{
    public IClaim Claim(MmioClaim claim, IMmioDevice device) => Add(
        claim,
        isAsync: false,
        access => new ValueTask<ulong>(device.ReadMmio(access)),
        (access, value) =>
        {
            device.WriteMmio(access, value);
            return default;
        });

    public IClaim Claim(MmioClaim claim, IAsyncMmioDevice device) => Add(
        claim,
        isAsync: true,
        access => device.ReadMmioAsync(access, cancellationToken),
        (access, value) => device.WriteMmioAsync(access, value, cancellationToken));

    public IClaim MapRom(MemoryClaim claim, ReadOnlySpan<byte> contents) => throw new NotSupportedException();

    public IRamRegion MapRam(MemoryClaim claim) => throw new NotSupportedException();

    public ISystemRamRegion MapSystemRam(MemoryClaim claim) => throw new NotSupportedException();

    private IClaim Add(MmioClaim claim, bool isAsync, Func<MmioAccess, ValueTask<ulong>> read, Func<MmioAccess, ulong, ValueTask> write)
    {
        bus.Claims.ShouldAllBe(other => !other.Enabled || other.Base >= claim.Base + claim.Length || claim.Base >= other.Base + other.Length || other.Priority != claim.Priority);
        FakeClaim? made = null;
        made = new FakeClaim(claim.Widths, claim.Priority, claim.Tag, isAsync)
        {
            Base = claim.Base,
            Length = claim.Length,
            Enabled = claim.Enabled,
            Coalesce = claim.Coalesce,
            Read = (address, width) => read(Access(address, width)),
            Write = (address, width, value) => write(Access(address, width), value),
        };
        return bus.Add(made);

        MmioAccess Access(ulong address, int width) => new(address, address - made!.Base, (byte)width, claim.Tag);
    }
}
