using GenEmu.Abstractions;
using GenEmu.Tests.Support;

namespace GenEmu.Tests.Faults;

/// <summary>A device reads and writes memory that is not there, or not RAM: all ones, and lost, as on a bus.</summary>
public sealed class DmaTests
{
    private const ulong MemorySize = 2 << 20;
    private const ulong Rom = 0xF0000;
    private const ulong Registers = 0xFEC0_0000;

    public static TheoryData<ulong> Nowhere => [MemorySize, 0x8000_0000, 0xFFFF_FFFF_FFFF_F000, ulong.MaxValue, Registers];

    [Theory]
    [MemberData(nameof(Nowhere))]
    public async Task Where_nothing_is(ulong address)
    {
        byte[] data = [1, 2, 3, 4];
        int accesses = 0;
        await RunAsync(
            host =>
            {
                host.Memory.Write(address, data);
                host.Memory.Read(address, data);
            },
            () => accesses++);
        data.ShouldBe([0xFF, 0xFF, 0xFF, 0xFF]);
        accesses.ShouldBe(0);           // a bus master does not reach another device's registers
    }

    [Fact]
    public async Task Over_the_end_of_memory()
    {
        byte[] data = [1, 2, 3, 4];
        await RunAsync(host =>
        {
            host.Memory.Write(MemorySize - 2, data);
            host.Memory.Read(MemorySize - 2, data);
        });
        data.ShouldBe([1, 2, 0xFF, 0xFF]);
    }

    [Fact]
    public async Task Into_ROM()
    {
        byte[] before = new byte[4];
        byte[] after = new byte[4];
        await RunAsync(host =>
        {
            host.Memory.Read(Rom, before);
            host.Memory.Write(Rom, [9, 9, 9, 9]);
            host.Memory.Read(Rom, after);
        });
        after.ShouldBe(before);
    }

    [Fact]
    public async Task Of_nothing() => await RunAsync(host =>
    {
        host.Memory.Write(ulong.MaxValue, []);
        host.Memory.Read(ulong.MaxValue, []);
    });

    [Fact]
    public async Task Of_a_device_that_is_gone()
    {
        var device = new TestDevice();
        await using Machine machine = FaultRig.Create(device, FaultRig.Spin);
        byte[] data = [1, 2];
        device.Host.Memory.Write(0x500, data);
        await machine.RemoveDeviceAsync("culprit");
        device.Host.Memory.Write(0x500, [7, 7]);
        device.Host.Memory.Read(0x500, data);
        data.ShouldBe([0xFF, 0xFF]);
        machine.Memory.Read(0x500, data);
        data.ShouldBe([1, 2]);
    }

    private static async Task RunAsync(Action<IDeviceHost> transfer, Action? registerRead = null)
    {
        var device = new TestDevice();
        device.OnAttach(host => host.MemoryMap.Claim(new MmioClaim { Base = Registers, Length = 0x1000 }, new Mmio(registerRead ?? (() => { }))));
        device.OnWrite(FaultRig.Port, _ => transfer(device.Host));
        await using Machine machine = FaultRig.Create(device, FaultRig.WriteOnce, b => b.Memory(MemorySize));
        (await machine.RunAsync()).ExitCode.ShouldBe(0x5A);
        machine.DeviceFaultCount.ShouldBe(0);
    }

    private sealed class Mmio(Action accessed) : IMmioDevice
    {
        public ulong ReadMmio(MmioAccess access)
        {
            accessed();
            return 0;
        }

        public void WriteMmio(MmioAccess access, ulong value) => accessed();
    }
}
