namespace GenEmu.DeviceConformance.Tests;

/// <summary>The devices of this repository's plugins conform.</summary>
public sealed class OwnDeviceTests : IDisposable
{
    private const int FloppySize = 1440 << 10;
    private const int DiskSize = 256 << 10;
    private const int VirtioSize = 64 << 10;

    private readonly string _disk = Path.GetTempFileName();

    public static TheoryData<string, int> Kinds
    {
        get
        {
            using var catalog = new DeviceCatalog();
            catalog.AddDefaultFolder();
            var data = new TheoryData<string, int>();
            foreach (DeviceKind kind in catalog.Kinds)
            {
                data.Add(kind.Id, 1);
                data.Add(kind.Id, 77);
            }

            return data;
        }
    }

    public void Dispose() => File.Delete(_disk);

    [Theory]
    [MemberData(nameof(Kinds))]
    public void A_device_of_ours_conforms(string id, int seed)
    {
        using var catalog = new DeviceCatalog();
        catalog.AddDefaultFolder();
        DeviceKind kind = catalog.Find(id)!;
        File.WriteAllBytes(_disk, [.. Enumerable.Range(0, 64 << 10).Select(i => (byte)(i / 512))]);
        var options = new ConformanceOptions
        {
            Seed = seed,
            Script = Scripts.For(id),
            Parameters = id == "genemu.async-disk" ? new Dictionary<string, string> { ["file"] = _disk } : [],
            Files = new Dictionary<string, ReadOnlyMemory<byte>> { ["bios"] = new byte[64 << 10] },
            Disks = new Dictionary<string, ReadOnlyMemory<byte>> { ["floppy0"] = new byte[FloppySize], ["virtio0"] = new byte[VirtioSize], ["disk0"] = new byte[DiskSize], ["cdrom2"] = new byte[DiskSize] },
        };
        Conformance.DeviceConformance.Check(kind.Create, options).ShouldBeEmpty();
    }

    [Fact]
    public void A_device_that_accepts_first_and_answers_later_conforms()
        => Conformance.DeviceConformance.Check(() => new AcceptsFirst()).ShouldBeEmpty();
}
