using GenEmu.Abstractions;
using GenEmu.Tests.Support;
using Iced.Intel;
using static Iced.Intel.AssemblerRegisters;

namespace GenEmu.Tests;

/// <summary>Devices that come and go while the guest runs: state, wires, claims and accesses that wait pass to the successor.</summary>
public sealed class DeviceExchangeTests
{
    private const int Port = 0x10;

    [Fact]
    public async Task The_successor_goes_on_with_the_state()
    {
        await using Machine machine = Rig.Create(CountThreeTimes, b => b.Add(new Counter(1), "counter"));
        await machine.ReplaceDeviceAsync("counter", new Counter(1));
        (await machine.RunAsync()).ExitCode.ShouldBe(3);
        machine.Devices.Count(d => d.Name == "counter").ShouldBe(1);
    }

    [Fact]
    public async Task While_the_guest_runs_every_access_reaches_one_of_them()
    {
        await using Machine machine = Rig.Create(CountForEver, b => b.Add(new Counter(1), "counter"));
        Task<MachineStop> run = machine.RunAsync(timeout: TimeSpan.FromSeconds(20));
        for (int i = 0; i < 50; i++)
        {
            await machine.ReplaceDeviceAsync("counter", new Counter(1));
        }

        machine.Post(() => machine.Memory.Write(0x500, [1]));        // the guest's sign to stop
        (await run).Kind.ShouldBe(MachineStopKind.Stopped);
        var counter = (Counter)machine.Devices.Single(d => d.Name == "counter").Device;
        ((ulong)counter.Count).ShouldBe(machine.Cpu.Registers.Rbx & 0xFFFF_FFFF);
    }

    [Fact]
    public async Task A_newer_version_takes_an_older_state_over()
    {
        await using Machine machine = Rig.Create(CountThreeTimes, b => b.Add(new Counter(1), "counter"));
        await machine.ReplaceDeviceAsync("counter", new Counter(2));
        (await machine.RunAsync()).ExitCode.ShouldBe(3);
    }

    [Fact]
    public async Task A_version_that_does_not_know_the_state_is_refused_and_the_old_device_stays()
    {
        await using Machine machine = Rig.Create(CountThreeTimes, b => b.Add(new Counter(2), "counter"));
        MachineConfigurationException error = await Should.ThrowAsync<MachineConfigurationException>(() => machine.ReplaceDeviceAsync("counter", new Counter(1)));
        error.Message.ShouldBe(
            "device 'counter' stays as it is; the new one cannot take its place: it knows states up to version 1, but the device in its place has version 2");
        (await machine.RunAsync()).ExitCode.ShouldBe(3);
    }

    public static TheoryData<string> Failures => ["attach", "reset", "load", "claim", "no state"];

    [Theory]
    [MemberData(nameof(Failures))]
    public async Task A_successor_that_fails_is_refused_and_the_old_device_stays(string failure)
    {
        var other = new TestDevice().OnRead(0x30, () => 0);
        var line = new List<bool>();
        other.OnAttach(host => host.Wire("line").Listen(line.Add));
        await using Machine machine = Rig.Create(CountThreeTimes, b => b.Add(new Counter(1), "counter").Add(other, "other"));
        IDevice successor = failure == "no state" ? new TestDevice() : new Counter(1) { Fails = failure };
        MachineConfigurationException error = await Should.ThrowAsync<MachineConfigurationException>(() => machine.ReplaceDeviceAsync("counter", successor));
        error.Message.ShouldStartWith("device 'counter' stays as it is; the new one cannot take its place: ");
        if (failure != "no state")
        {
            error.Message.ShouldContain(failure == "claim" ? "both claim port 30h" : "broken on purpose");
        }

        (await machine.RunAsync()).ExitCode.ShouldBe(3);
        line.ShouldBe([true]);        // from the device that stayed, at its third access; the failed one moved nothing
    }

    [Fact]
    public async Task A_wire_that_both_hold_high_does_not_move_and_one_that_only_the_old_one_held_falls()
    {
        var heard = new List<string>();
        var other = new TestDevice().OnAttach(host =>
        {
            host.Wire("both").Listen(level => heard.Add($"both {level}"));
            host.Wire("old").Listen(level => heard.Add($"old {level}"));
        });
        TestDevice old = new TestDevice().OnAttach(host =>
        {
            host.Wire("both").Set(true);
            host.Wire("old").Set(true);
        });
        await using Machine machine = Rig.Create(FaultRig.Spin, b => b.Add(other, "other").Add(old, "old"));
        heard.Clear();
        await machine.ReplaceDeviceAsync("old", new TestDevice().OnAttach(host => host.Wire("both").Set(true)));
        heard.ShouldBe(["old False"]);
        await machine.RemoveDeviceAsync("old");
        heard.ShouldBe(["old False", "both False"]);
    }

    [Fact]
    public async Task What_a_gone_device_still_does_has_no_effect()
    {
        var device = new TestDevice();
        bool ticked = false;
        IDeviceTimer timer = null!;
        IClaim claim = null!;
        device.OnAttach(host =>
        {
            timer = host.Clock.CreateTimer(() => ticked = true);
            timer.Arm(1000);
            claim = host.Ports.Claim(new PortClaim { Base = 0x44 }, (IPortDevice)device);
            host.Provide<IKeyboardInput>(new TestKeyboard());
            host.Channel("out").OnInput(() => ticked = true);
        });
        await using Machine machine = Rig.Create(FaultRig.ReadOnce, b => b.Add(device, "gone"));
        var sent = new List<byte>();
        machine.Channel("out").OnOutput(sent.Add);
        await machine.RemoveDeviceAsync("gone");
        timer.Arm(0);
        claim.Base = Port;
        device.Host.Wire("intr").Set(true);
        device.Host.Post(() => ticked = true);
        device.Host.RequestReset(ResetKind.Hard);
        device.Host.RequestStop(1, "no");
        device.Host.A20Enabled = false;
        device.Host.Channel("out").Write(1);
        machine.Channel("out").Send([1]);
        (await machine.RunAsync()).ExitCode.ShouldBe(0xFF);
        ticked.ShouldBeFalse();
        sent.ShouldBeEmpty();
        machine.LastReset.ShouldBeNull();
        machine.Find<IKeyboardInput>().ShouldBeNull();
        device.Host.CompleteAt(0, Task.CompletedTask).IsCanceled.ShouldBeTrue();
        device.Host.CompleteWhenDone(Task.CompletedTask).IsCanceled.ShouldBeTrue();
    }

    [Fact]
    public async Task Memory_of_a_device_goes_over_to_its_successor()
    {
        IRamRegion? region = null;
        TestDevice WithRam(uint length) => new TestDevice().OnAttach(host => region = host.MemoryMap.MapRam(new MemoryClaim { Base = 0xA_0000, Length = length }));
        await using Machine machine = Rig.Create(FaultRig.Spin, b => b.Add(WithRam(0x1000), "screen"));
        machine.Memory.Write(0xA_0010, [1, 2, 3]);
        await machine.ReplaceDeviceAsync("screen", WithRam(0x1000));
        byte[] data = new byte[3];
        machine.Memory.Read(0xA_0010, data);
        data.ShouldBe([1, 2, 3]);
        region!.Contents[0x10].ShouldBe((byte)1);
        (await Should.ThrowAsync<MachineConfigurationException>(() => machine.ReplaceDeviceAsync("screen", WithRam(0x2000)))).Message.ShouldContain("it maps other RAM than before");
        machine.Memory.Read(0xA_0010, data);
        data.ShouldBe([1, 2, 3]);
    }

    [Fact]
    public async Task A_name_that_is_not_there_is_answered_with_those_that_are()
    {
        await using Machine machine = Rig.Create(FaultRig.Spin);
        (await Should.ThrowAsync<MachineConfigurationException>(() => machine.RemoveDeviceAsync("x"))).Message.ShouldBe("there is no device 'x'; there are rom, stop");
    }

    [Fact]
    public async Task An_access_that_waits_is_offered_to_the_successor()
    {
        CancellationToken token = default;
        var asked = new TaskCompletionSource();
        TestDevice old = new TestDevice().OnSlowRead(Port, async t =>
        {
            token = t;
            asked.SetResult();
            return await new TaskCompletionSource<uint>().Task;
        });
        await using Machine machine = Rig.Create(FaultRig.ReadOnce, b => b.Add(old, "slow"));
        Task<MachineStop> run = machine.RunAsync();
        await asked.Task;
        await machine.ReplaceDeviceAsync("slow", new TestDevice().OnSlowRead(Port, _ => ValueTask.FromResult(0x5Au)));
        (await run).ExitCode.ShouldBe(0x5A);
        token.IsCancellationRequested.ShouldBeTrue();
    }

    [Fact]
    public async Task E03_a_device_that_accepts_first_goes_on_under_the_same_id_and_is_not_asked_again()
    {
        var old = new Printer();
        await using Machine machine = Rig.Create(FaultRig.WriteOnce, b => b.Add(old, "printer"));
        (await machine.RunAsync(timeout: TimeSpan.FromMilliseconds(100))).Kind.ShouldBe(MachineStopKind.Timeout);
        ulong id = machine.PendingAccesses.Single().Id;
        var successor = new Printer();
        await machine.ReplaceDeviceAsync("printer", successor);
        machine.PendingAccesses.Single().Id.ShouldBe(id);
        successor.Paper.SetResult();
        (await machine.RunAsync()).ExitCode.ShouldBe(0x5A);
        (old.Asked, successor.Asked, successor.Printed).ShouldBe((1, 0, 1u));
    }

    private static void CountThreeTimes(Assembler a)
    {
        for (int i = 0; i < 3; i++)
        {
            a.@in(al, Port);
        }

        a.@out(Rig.StopPort, al);
    }

    private static void CountForEver(Assembler a)
    {
        Label loop = a.CreateLabel();
        a.xor(ebx, ebx);
        a.xor(ax, ax);
        a.mov(ds, ax);
        a.Label(ref loop);
        a.@in(al, Port);
        a.inc(ebx);
        a.cmp(__byte_ptr[0x500], 0);
        a.je(loop);
        a.@out(Rig.StopPort, al);
    }

    /// <summary>Counts reads of its port; raises a wire at the third.</summary>
    private sealed class Counter(int version) : IDevice, IPortDevice, IStateful
    {
        private IDeviceHost _host = null!;

        public string? Fails { get; init; }

        public uint Count { get; private set; }

        public int StateVersion => version;

        public void Attach(IDeviceHost host)
        {
            _host = host;
            _ = host.Ports.Claim(new PortClaim { Base = Fails == "claim" ? (ushort)0x30 : (ushort)Port }, this);
            if (Fails is not null)
            {
                host.Wire("line").Set(true);
            }

            FailIf("attach");
        }

        public void Reset(ResetKind kind) => FailIf("reset");

        public uint ReadPort(PortAccess access)
        {
            _host.Wire("line").Set(++Count == 3);
            return Count;
        }

        public void WritePort(PortAccess access, uint value) => Count = value;

        public void Save(IStateWriter writer) => writer.Write("count", Count);

        public void Load(IStateReader reader, int version)
        {
            FailIf("load");
            Count = reader.Read<uint>("count");
        }

        private void FailIf(string place) => _ = Fails == place ? throw new FormatException("broken on purpose") : 0;
    }

    /// <summary>Takes a byte at once, and is done with it when there is paper.</summary>
    private sealed class Printer : IDevice, IAsyncPortDevice, IStateful, IResumable
    {
        private ulong _accepted;

        public TaskCompletionSource Paper { get; } = new();

        public int Asked { get; private set; }

        public uint Printed { get; private set; }

        public int StateVersion => 1;

        public void Attach(IDeviceHost host) => host.Ports.Claim(new PortClaim { Base = Port }, this);

        public void Reset(ResetKind kind) => (_accepted, Printed) = (0, 0);

        public void Accept(ulong id) => _accepted = id;

        public ValueTask<ulong>? Resume(ulong id, CancellationToken cancellationToken) => id == _accepted ? Finish(cancellationToken) : null;

        public ValueTask<uint> ReadPortAsync(PortAccess access, CancellationToken cancellationToken) => ValueTask.FromResult(0u);

        public async ValueTask WritePortAsync(PortAccess access, uint value, CancellationToken cancellationToken)
        {
            Asked++;
            Printed++;              // the byte is on the paper's way: a second time would print it twice
            await Finish(cancellationToken);
        }

        public void Save(IStateWriter writer)
        {
            writer.Write("accepted", _accepted);
            writer.Write("printed", Printed);
        }

        public void Load(IStateReader reader, int version)
            => (_accepted, Printed) = (reader.Read<ulong>("accepted"), reader.Read<uint>("printed"));

        private async ValueTask<ulong> Finish(CancellationToken cancellationToken)
        {
            await Paper.Task.WaitAsync(cancellationToken);
            return 0;
        }
    }
}
