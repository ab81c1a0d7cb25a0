using GenEmu.Abstractions;

namespace GenEmu.Plugins.Pc.Tests.Support;

/// <summary>Records what devices put into the physical address space, and reaches their registers.</summary>
public sealed class TestMemoryMap : IMemoryMap
{
    /// <summary>Every claim that was made and not disposed.</summary>
    public List<TestRegion> Regions { get; } = [];

    /// <summary>What answers an address, the highest priority first.</summary>
    public TestRegion? At(ulong address) => Regions
        .Where(region => region.Enabled && address >= region.Base && address - region.Base < region.Length)
        .OrderByDescending(region => region.Priority)
        .FirstOrDefault();

    public ulong Read(ulong address, int width) => At(address) is { } region ? region.Read(address, width) : ulong.MaxValue >> (64 - (width * 8));

    public void Write(ulong address, int width, ulong value) => At(address)?.Write(address, width, value);

    public IClaim Claim(MmioClaim claim, IMmioDevice device) =>
        Add(new TestRegion(this, "mmio", claim.Base, claim.Length, claim.Priority, claim.Enabled) { Device = device, Tag = claim.Tag });

    public IClaim Claim(MmioClaim claim, IAsyncMmioDevice device) => throw new NotSupportedException("These tests have no vCPU that could wait.");

    public IClaim MapRom(MemoryClaim claim, ReadOnlySpan<byte> contents) =>
        Add(new TestRegion(this, "rom", claim.Base, claim.Length, claim.Priority, claim.Enabled) { Bytes = contents.ToArray() });

    public IRamRegion MapRam(MemoryClaim claim) =>
        Add(new TestRegion(this, "ram", claim.Base, claim.Length, claim.Priority, claim.Enabled) { Bytes = new byte[claim.Length] });

    public ISystemRamRegion MapSystemRam(MemoryClaim claim) =>
        Add(new TestRegion(this, "system", claim.Base, claim.Length, claim.Priority, claim.Enabled));

    private TestRegion Add(TestRegion region)
    {
        Regions.Add(region);
        return region;
    }
}
