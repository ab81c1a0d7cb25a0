using System.Security.Cryptography;
using GenEmu.Abstractions;
using GenEmu.Core;
using GenEmu.Core.Cpu;
using GenEmu.Tests.Support;
using Iced.Intel;
using static Iced.Intel.AssemblerRegisters;

namespace GenEmu.Tests;

/// <summary>Several CPUs in one machine: they take turns, and a run is a function of its inputs all the same.</summary>
public sealed class SeveralCpusTests
{
    private const int StartPort = 0x10;
    private const int SlowPort = 0x12;
    private const int Rounds = 700;
    private const int Ticket = 0x500;
    private const int Done = 0x504;
    private const int Locked = 0x508;
    private const int Torn = 0x50C;

    [Theory]
    [InlineData(2, false, null)]
    [InlineData(2, true, null)]
    [InlineData(2, false, 1)]
    [InlineData(2, true, 2)]
    [InlineData(2, false, 3)]
    [InlineData(3, false, null)]
    [InlineData(3, true, 4)]
    public async Task B08_a_counter_shared_under_LOCK_is_exact_and_every_run_is_the_same(int cpus, bool recordOnly, int? delay)
    {
        Result reference = await CountAsync(cpus, recordOnly: false, delay: null);
        Result result = await CountAsync(cpus, recordOnly, delay);

        result.ShouldBe(reference);
        result.Locked.ShouldBe((uint)(cpus * Rounds));
        result.Torn.ShouldBeLessThan(result.Locked);             // without LOCK, turns end between the read and the write
    }

    [Fact]
    public async Task B08_a_locked_instruction_that_waits_keeps_the_others_out()
    {
        var log = new List<string>();
        var device = new SlowCell(log);
        await using Machine machine = Starting(2, a => a.@lock.inc(__dword_ptr.fs[0]), segment: 0xD000, b => { }, device);

        (await machine.RunAsync()).Kind.ShouldBe(MachineStopKind.Stopped);

        device.Value.ShouldBe(2u * Rounds);
        log.Count.ShouldBe(4 * Rounds);
        log.Where((_, i) => i % 2 == 0).ShouldAllBe(entry => entry == "r");
        log.Where((_, i) => i % 2 == 1).ShouldAllBe(entry => entry == "w");
    }

    [Fact]
    public async Task A_CPU_that_waits_or_halts_lets_the_others_run()
    {
        var device = new TestDevice();
        device.OnSlowRead(SlowPort, async _ =>
        {
            await device.Host.CompleteAt(2_000_000, Task.CompletedTask);
            return 0x77;
        });
        await using Machine machine = Starting(
            2,
            a =>
            {
                Label other = a.CreateLabel();
                Label over = a.CreateLabel();
                a.test(bp, bp);                              // BP is the ticket
                a.jne(other);
                a.@in(al, SlowPort);
                a.jmp(over);
                a.Label(ref other);
                a.inc(__dword_ptr[Locked]);
                a.Label(ref over);
            },
            segment: 0,
            b => b.Clock = b.Clock with { Mips = 100 },
            device,
            rounds: 5);

        MachineStop stop = await machine.RunAsync();

        stop.Kind.ShouldBe(MachineStopKind.Stopped);
        stop.VirtualTime.ShouldBeGreaterThan(TimeSpan.FromMilliseconds(10));       // five waits of 2 ms
        stop.Instructions.ShouldBe(machine.Cpus.Sum(cpu => cpu.InstructionCount));
        machine.Cpu.InstructionCount.ShouldBeLessThan(200);
        Number(machine, Locked).ShouldBe(5u);
    }

    [Fact]
    public async Task A_reset_concerns_all_CPUs_and_says_whose_turn_it_was()
    {
        int starts = 0;
        var device = new TestDevice();
        Machine machine = null!;
        device.OnRead(0x11, () => (uint)starts++)
            .OnWrite(StartPort, _ => machine.Cpus[1].RaiseStartup(0xF0))
            .OnWrite(0x13, _ => device.Host.RequestReset(ResetKind.Init));
        machine = Rig.Create(
            a =>
            {
                Label first = a.CreateLabel();
                Label second = a.CreateLabel();
                Label spin = a.CreateLabel();
                a.@in(al, 0x11);
                a.test(al, al);
                a.je(first);
                a.dec(al);
                a.je(second);
                a.@out(Rig.StopPort, al);
                a.Label(ref second);
                a.@out(0x13, al);                            // the application processor resets both
                a.Label(ref first);
                a.@out(StartPort, al);
                a.Label(ref spin);
                a.jmp(spin);
            },
            b => b.Cpus(2),
            device);
        await using (machine)
        {
            machine.Cpus.Select(cpu => cpu.Activity).ShouldBe([VcpuActivity.Running, VcpuActivity.WaitForStartup]);

            (await machine.RunAsync()).ExitCode.ShouldBe(1);

            machine.LastReset!.Cpu.ShouldBe(1);
            machine.LastReset.Source.ShouldBe("TestDevice");
            machine.Cpus[1].Activity.ShouldBe(VcpuActivity.WaitForStartup);
        }
    }

    [Fact]
    public async Task A_machine_whose_CPUs_all_halted_is_idle()
    {
        await using Machine machine = Rig.Create(a => a.hlt(), b => b.Cpus(4));

        (await machine.RunAsync()).Kind.ShouldBe(MachineStopKind.Idle);
        machine.Cpus[3].InstructionCount.ShouldBe(0);
        Should.Throw<MachineConfigurationException>(() => Machine.Create(b => b.Cpus(0))).Message.ShouldStartWith("cpus: 0");
    }

    private static async Task<Result> CountAsync(int cpus, bool recordOnly, int? delay)
    {
        var device = new TestDevice();
        uint reads = 0;
        device.OnRead(SlowPort, () => ++reads);
        await using Machine machine = Starting(
            cpus,
            a =>
            {
                a.@lock.inc(__dword_ptr[Locked]);
                a.mov(eax, __dword_ptr[Torn]);
                a.inc(eax);
                a.nop();
                a.mov(__dword_ptr[Torn], eax);
                a.@in(al, SlowPort);
                a.add(bx, ax);
            },
            segment: 0,
            b =>
            {
                b.RecordOnly = recordOnly;
                b.DelaySeed = delay;
            },
            device);
        MachineStop stop = await machine.RunAsync();
        byte[] memory = new byte[1 << 20];
        machine.Memory.Read(0, memory);
        string registers = string.Join(' ', machine.Cpus.Select(cpu => $"{cpu.Registers.Rip:X} {cpu.Registers.Rbx:X} {cpu.Registers.EFlags:X} {cpu.InstructionCount}"));
        return new Result(stop, registers, Convert.ToHexString(SHA256.HashData(memory)), Number(machine, Locked), Number(machine, Torn));
    }

    /// <summary>A machine whose CPUs all run the same rounds; the first one starts the others and waits for them.</summary>
    private static Machine Starting(int cpus, Action<Assembler> round, ushort segment, Action<MachineBuilder> configure, IDevice device, int rounds = Rounds)
    {
        Machine machine = null!;
        var start = new TestDevice();
        start.OnWrite(StartPort, _ =>
        {
            foreach (Vcpu cpu in machine.Cpus)
            {
                cpu.RaiseStartup(0xF0);                      // the boot processor ignores it
            }
        });
        machine = Rig.Create(
            a =>
            {
                Label again = a.CreateLabel();
                Label others = a.CreateLabel();
                Label wait = a.CreateLabel();
                Label stop = a.CreateLabel();
                a.xor(ax, ax);
                a.mov(ds, ax);
                a.mov(ax, segment);
                a.mov(fs, ax);
                a.mov(ebp, 1);
                a.@lock.xadd(__dword_ptr[Ticket], ebp);
                a.test(ebp, ebp);
                a.jne(others);
                a.@out(StartPort, al);
                a.Label(ref others);
                a.mov(cx, (ushort)rounds);
                a.Label(ref again);
                round(a);
                a.dec(cx);
                a.jne(again);
                a.@lock.inc(__dword_ptr[Done]);
                a.Label(ref wait);
                a.cmp(__dword_ptr[Done], cpus);
                a.jne(wait);
                a.test(ebp, ebp);
                a.je(stop);
                a.hlt();
                a.Label(ref stop);
                a.@out(Rig.StopPort, al);
            },
            b =>
            {
                b.Cpus(cpus).Add(start, "start");
                configure(b);
            },
            device);
        return machine;
    }

    private static uint Number(Machine machine, ulong address)
    {
        byte[] bytes = new byte[4];
        machine.Memory.Read(address, bytes);
        return BitConverter.ToUInt32(bytes);
    }

    private sealed record Result(MachineStop Stop, string Registers, string Memory, uint Locked, uint Torn);

    /// <summary>Four bytes of device memory at D0000h that take their time.</summary>
    private sealed class SlowCell(List<string> log) : IDevice, IAsyncMmioDevice
    {
        private IDeviceHost _host = null!;

        public uint Value { get; private set; }

        public void Attach(IDeviceHost host)
        {
            _host = host;
            _ = host.MemoryMap.Claim(new MmioClaim { Base = 0xD_0000, Length = 4096, Widths = AccessWidths.Dword }, this);
        }

        public void Reset(ResetKind kind) => Value = 0;

        public async ValueTask<ulong> ReadMmioAsync(MmioAccess access, CancellationToken cancellationToken)
        {
            log.Add("r");
            uint value = Value;
            await _host.CompleteAt(500, Task.CompletedTask);
            return value;
        }

        public async ValueTask WriteMmioAsync(MmioAccess access, ulong value, CancellationToken cancellationToken)
        {
            log.Add("w");
            await _host.CompleteAt(500, Task.CompletedTask);
            Value = (uint)value;
        }
    }
}
