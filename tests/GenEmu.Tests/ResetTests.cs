using GenEmu.Abstractions;
using GenEmu.Core.Io;
using GenEmu.Tests.Support;
using Iced.Intel;
using static Iced.Intel.AssemblerRegisters;

namespace GenEmu.Tests;

/// <summary>Resets are latched, act at the boundary, and are remembered with where they came from.</summary>
public sealed class ResetTests
{
    private const int ResetPort = 0x10;
    private const int CountPort = 0x11;

    [Theory]
    [InlineData(ResetKind.Init, false, false)]
    [InlineData(ResetKind.Init, true, false)]
    [InlineData(ResetKind.Hard, false, false)]
    [InlineData(ResetKind.PowerOn, false, true)]
    public async Task A13_nothing_of_the_OUT_that_resets_remains(ResetKind kind, bool recordOnly, bool clearsMemory)
    {
        int starts = 0;
        ResetKind? heard = null;
        var device = new TestDevice();
        device.OnRead(CountPort, () => (uint)starts++).OnWrite(ResetPort, _ => device.Host.RequestReset(kind)).OnReset(k => heard = k);
        await using Machine machine = Rig.Create(
            a =>
            {
                Label again = a.CreateLabel();
                a.@in(al, CountPort);
                a.test(al, al);
                a.jne(again);
                a.mov(__byte_ptr[0x600], 0x55);
                a.mov(ecx, 0x1234);
                a.mov(al, 0xAB);
                a.@out(ResetPort, al);
                a.mov(__byte_ptr[0x600], 0x66);
                a.Label(ref again);
                a.mov(bl, __byte_ptr[0x600]);
                a.xchg(al, bl);
                a.@out(Rig.StopPort, al);
            },
            b => b.RecordOnly = recordOnly,
            device);
        (await machine.RunAsync()).ExitCode.ShouldBe(clearsMemory ? 0 : 0x55);
        machine.Cpu.Registers.Rcx.ShouldBe(0u);
        heard.ShouldBe(kind);
        ResetRecord reset = machine.LastReset.ShouldNotBeNull();
        reset.Kind.ShouldBe(kind);
        reset.Source.ShouldBe("TestDevice");
        reset.Instructions.ShouldBe(Guest.StartInstructions + 6);
        IoRequest access = reset.Access.ShouldNotBeNull();
        (access.Kind, access.Address, access.Data).ShouldBe((IoKind.PortWrite, (ulong)ResetPort, 0xABul));
    }

    [Fact]
    public async Task A14_a_triple_fault_is_a_hard_reset_by_the_board()
    {
        int starts = 0;
        var device = new TestDevice();
        device.OnRead(CountPort, () => (uint)starts++);
        await using Machine machine = Rig.Create(
            a =>
            {
                Label first = a.CreateLabel();
                a.@in(al, CountPort);
                a.test(al, al);
                a.je(first);
                a.@out(Rig.StopPort, al);
                a.Label(ref first);
                MachineStopTests.TripleFault(a);
            },
            device);
        (await machine.RunAsync()).ExitCode.ShouldBe(1);
        machine.LastReset!.Kind.ShouldBe(ResetKind.Hard);
        machine.LastReset.Source.ShouldBe("cpu");
        machine.LastReset.Access.ShouldBeNull();
    }

    [Fact]
    public async Task The_hosts_reset_button_works_on_a_guest_that_hangs()
    {
        int starts = 0;
        var hung = new TaskCompletionSource();
        var device = new TestDevice();
        device.OnRead(CountPort, () => (uint)starts++).OnWrite(0x12, _ => hung.SetResult());
        await using Machine machine = Rig.Create(
            a =>
            {
                Label first = a.CreateLabel();
                a.@in(al, CountPort);
                a.test(al, al);
                a.je(first);
                a.@out(Rig.StopPort, al);
                a.Label(ref first);
                a.@out(0x12, al);
                MachineStopTests.Forever(a);
            },
            device);
        Task<MachineStop> run = machine.RunAsync();
        await hung.Task;
        machine.Reset(ResetKind.Hard);
        (await run).ExitCode.ShouldBe(1);
        machine.LastReset!.Source.ShouldBe("host");
    }

    [Fact]
    public async Task Of_two_resets_in_one_instruction_the_stronger_one_acts()
    {
        var heard = new List<ResetKind>();
        var device = new TestDevice();
        device.OnWrite(ResetPort, _ =>
        {
            device.Host.RequestReset(ResetKind.Hard);
            device.Host.RequestReset(ResetKind.Init);
        });
        device.OnReset(kind =>
        {
            heard.Add(kind);
            if (kind == ResetKind.Hard)
            {
                device.Host.RequestStop(9, "reset seen");
            }
        });
        await using Machine machine = Rig.Create(a => a.@out(ResetPort, al), device);
        (await machine.RunAsync()).ExitCode.ShouldBe(9);
        heard.ShouldBe([ResetKind.PowerOn, ResetKind.Hard]);
    }

    [Fact]
    public async Task A20_and_the_map_change_at_the_boundary_and_a_hard_reset_opens_the_gate()
    {
        var device = new TestDevice();
        var seen = new List<string>();
        byte[] pattern = new byte[4096];
        Array.Fill(pattern, (byte)0x77);
        IClaim? rom = null;
        device.OnAttach(host => rom = host.MemoryMap.MapRom(new MemoryClaim { Base = 0x4000, Length = 4096, Enabled = false }, pattern));
        device.OnWrite(ResetPort, _ =>
        {
            rom!.Enabled = true;
            byte[] now = new byte[1];
            device.Host.Memory.Read(0x4000, now);
            seen.Add($"{now[0]:X2}");
            device.Host.A20Enabled = false;
        });
        device.OnWrite(CountPort, value => seen.Add($"{value & 0xFF:X2}"));
        await using Machine machine = Rig.Create(
            a =>
            {
                a.@out(ResetPort, al);
                a.mov(al, __[0x4000]);
                a.@out(CountPort, al);
                a.@out(Rig.StopPort, al);
            },
            device);
        await machine.RunAsync();
        seen.ShouldBe(["00", "77"]);
        device.Host.A20Enabled.ShouldBeFalse();
        machine.Reset(ResetKind.Hard);
        await machine.RunAsync(Until.VirtualTime(machine.VirtualTime));
        device.Host.A20Enabled.ShouldBeTrue();
    }
}
