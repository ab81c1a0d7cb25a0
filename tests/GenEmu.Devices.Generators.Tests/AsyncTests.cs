using GenEmu.Abstractions;
using GenEmu.Devices.Generators.Tests.Support;

namespace GenEmu.Devices.Generators.Tests;

/// <summary>Methods that answer later.</summary>
public sealed class AsyncTests
{
    [Fact]
    public async Task An_answer_comes_exactly_when_the_device_promised_it()
    {
        using FakeHost host = new(DeviceCompiler.Create("""
            [Device("test.slow")] public sealed partial class D
            {
                private byte _value;
                [PortRead(0x10)] private async ValueTask<byte> Read() { await Host.CompleteAt(100, Task.CompletedTask); return _value; }
                [PortWrite(0x10)] private async ValueTask Write(byte value) { await Host.CompleteAt(50, Task.CompletedTask); _value = value; }
            }
            """));
        ValueTask write = host.PortBus.WriteAsync(0x10, 1, 0x42);
        host.Advance(49);
        write.IsCompleted.ShouldBeFalse();
        host.Advance(1);
        write.IsCompleted.ShouldBeTrue();
        await write;
        ValueTask<ulong> read = host.PortBus.ReadAsync(0x10, 1);
        host.Advance(99);
        read.IsCompleted.ShouldBeFalse();
        host.Advance(1);
        read.IsCompleted.ShouldBeTrue();
        (await read).ShouldBe(0x42UL);
    }

    [Fact]
    public void Only_the_asynchronous_registers_are_claimed_as_such()
    {
        using FakeHost host = new(DeviceCompiler.Create("""
            [Device("test.mixed")] public sealed partial class D
            {
                [PortRead(0x10)] private byte Fast() => 1;
                [PortRead(0x11)] private ValueTask<byte> Slow() => new(2);
                [PortRead(0x12)] private byte FastAgain() => 3;
                [MmioRead(0x1000)] private ValueTask<uint> SlowMemory() => new(4u);
                [MmioRead(0x1004)] private uint FastMemory() => 5;
            }
            """));
        host.PortBus.Claims.Select(claim => (claim.Base, claim.IsAsync)).ShouldBe([(0x10UL, false), (0x11UL, true), (0x12UL, false)]);
        host.MemoryBus.Claims.Select(claim => (claim.Base, claim.IsAsync)).ShouldBe([(0x1000UL, true), (0x1004UL, false)]);
        host.In32(0x10).ShouldBe(0xFF030201u);
        host.MemoryBus.Read(0x1000, 8).ShouldBe(0x5_0000_0004UL);
    }

    [Fact]
    public async Task A_port_may_be_read_at_once_and_written_later()
    {
        using FakeHost host = new(DeviceCompiler.Create("""
            [Device("test.half")] public sealed partial class D
            {
                private ushort _value = 0x1234;
                [PortRead(0x10)] private ushort Read() => _value;
                [PortWrite(0x10)] private async ValueTask Write(ushort value) { await Host.CompleteAt(1, Task.CompletedTask); _value = value; }
                [MmioRead(0x1000)] private async ValueTask<ushort> ReadMemory() { await Host.CompleteAt(1, Task.CompletedTask); return _value; }
                [MmioWrite(0x1000)] private void WriteMemory(ushort value) => _value = value;
            }
            """));
        ValueTask write = host.PortBus.WriteAsync(0x10, 2, 0xABCD);
        host.In16(0x10).ShouldBe((ushort)0x1234);
        host.Advance(1);
        await write;
        host.In16(0x10).ShouldBe((ushort)0xABCD);
        host.MemoryBus.Write(0x1000, 2, 0x7777);
        ValueTask<ulong> read = host.MemoryBus.ReadAsync(0x1000, 2);
        host.Advance(1);
        (await read).ShouldBe(0x7777UL);
    }

    [Fact]
    public async Task A_method_sees_that_nobody_waits_any_more()
    {
        using FakeHost host = new(DeviceCompiler.Create("""
            [Device("test.cancel")] public sealed partial class D
            {
                [PortRead(0x10, Length = 2)] private async ValueTask<byte> Read(int offset, CancellationToken token)
                {
                    await Task.Delay(Timeout.Infinite, token).ContinueWith(_ => { }, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
                    return (byte)(token.IsCancellationRequested ? offset + 7 : 0);
                }
            }
            """));
        ValueTask<ulong> read = host.PortBus.ReadAsync(0x11, 1);
        read.IsCompleted.ShouldBeFalse();
        host.CancelAccesses();
        (await read).ShouldBe(8UL);
    }

    [Fact]
    public async Task An_exception_reaches_the_host()
    {
        using FakeHost host = new(DeviceCompiler.Create("""
            [Device("test.broken")] public sealed partial class D
            {
                [PortRead(0x10)] private async ValueTask<byte> Read() { await Host.CompleteAt(1, Task.CompletedTask); throw new TimeoutException(); }
            }
            """));
        ValueTask<ulong> read = host.PortBus.ReadAsync(0x10, 1);
        host.Advance(1);
        await Should.ThrowAsync<TimeoutException>(async () => await read);
    }

    [Fact]
    public async Task An_asynchronous_port_nobody_answers_reads_as_ones_at_once()
    {
        using FakeHost host = new(DeviceCompiler.Create("""
            [Device("test.writeonly")] public sealed partial class D
            {
                [PortWrite(0x10)] private ValueTask Write(byte value) => default;
                [MmioRead(0x1000)] private ValueTask<ulong> Read() => new(1UL);
            }
            """));
        host.In8(0x10).ShouldBe((byte)0xFF);
        host.Out8(0x10, 1);
        host.MemoryBus.Write(0x1000, 8, 5);
        (await host.MemoryBus.ReadAsync(0x1000, 8)).ShouldBe(1UL);
    }

    [Fact]
    public void An_answer_that_is_already_there_allocates_nothing()
    {
        IDevice device = DeviceCompiler.Create("""
            [Device("test.ready")] public sealed partial class D
            {
                private byte _value;
                [PortRead(0x10)] private async ValueTask<byte> Read() { await Task.CompletedTask; return _value; }
                [PortWrite(0x10)] private async ValueTask Write(byte value) { await Task.CompletedTask; _value = value; }
                [PortRead(0x11)] private ValueTask<ushort> Word() => new((ushort)3);
                [MmioRead(0x1000)] private ValueTask<uint> Memory() => new(4u);
                [MmioWrite(0x1000)] private void Memory(uint value) { }
            }
            """);
        using FakeHost host = new(device);
        IAsyncPortDevice ports = (IAsyncPortDevice)device;
        IAsyncMmioDevice memory = (IAsyncMmioDevice)device;
        PortAccess[] accesses = [.. host.PortBus.Claims.Select(claim => new PortAccess((ushort)claim.Base, 0, (byte)claim.Widths, claim.Tag))];
        MmioAccess word = new(0x1000, 0, 4, host.MemoryBus.Claims[0].Tag);
        uint sum = Round();
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 1000; i++)
        {
            sum += Round();
        }

        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBe(0);
        sum.ShouldBe(1001u * (7 + 3 + 4));

        uint Round()
        {
            uint total = 0;
            ports.WritePortAsync(accesses[0], 7, CancellationToken.None).GetAwaiter().GetResult();
            foreach (PortAccess access in accesses)
            {
                total += ports.ReadPortAsync(access, CancellationToken.None).Result;
            }

            memory.WriteMmioAsync(word, 1, CancellationToken.None).GetAwaiter().GetResult();
            return total + (uint)memory.ReadMmioAsync(word, CancellationToken.None).Result;
        }
    }
}
