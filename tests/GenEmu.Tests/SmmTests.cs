using GenEmu.Abstractions;
using GenEmu.Tests.Support;
using Iced.Intel;
using static Iced.Intel.AssemblerRegisters;

namespace GenEmu.Tests;

/// <summary>System Management Mode in a machine: the wire, and INIT from the board.</summary>
public sealed class SmmTests
{
    private const int ApmPort = 0xB2;
    private const int InitPort = 0x13;
    private const int Calls = 0x500;
    private const int IoRestart = 0xFF00;

    [Theory]
    [InlineData(false, null)]
    [InlineData(true, null)]
    [InlineData(false, 1)]
    [InlineData(true, 2)]
    public async Task B19_The_wire_smi_interrupts_at_the_boundary_of_the_OUT_that_raised_it(bool recordOnly, int? delay)
    {
        int writes = 0;
        var device = new TestDevice();
        device.OnWrite(ApmPort, _ =>
        {
            writes++;
            device.Host.Wire("smi").Set(true);
            device.Host.Wire("smi").Set(false);
        });
        await using Machine machine = Rig.Create(
            a =>
            {
                a.xor(ax, ax);
                a.mov(ds, ax);
                a.@out(ApmPort, al);
                a.mov(al, __byte_ptr[Calls]);
                a.@out(Rig.StopPort, al);
            },
            b =>
            {
                b.RecordOnly = recordOnly;
                b.DelaySeed = delay;
            },
            device);
        Install(machine, a =>
        {
            Label done = a.CreateLabel();
            a.inc(__byte_ptr[Calls]);
            a.cmp(__byte_ptr[Calls], 1);
            a.jne(done);
            a.mov(__word_ptr.cs[IoRestart], 0xFF);
            a.Label(ref done);
            a.rsm();
        });

        (await machine.RunAsync()).ExitCode.ShouldBe(2);
        writes.ShouldBe(2);
    }

    [Fact]
    public async Task B19_An_INIT_of_the_board_waits_for_RSM()
    {
        var device = new TestDevice();
        device.OnWrite(ApmPort, _ => device.Host.Wire("smi").Set(true)).OnWrite(InitPort, _ => device.Host.RequestReset(ResetKind.Init));
        await using Machine machine = Rig.Create(
            a =>
            {
                Label first = a.CreateLabel();
                a.xor(ax, ax);
                a.mov(ds, ax);
                a.mov(al, __byte_ptr[Calls]);
                a.test(al, al);
                a.je(first);
                a.@out(Rig.StopPort, al);
                a.Label(ref first);
                a.@out(ApmPort, al);
                a.mov(__byte_ptr[Calls], 9);                 // INIT comes first
                a.hlt();
            },
            device);
        Install(machine, a =>
        {
            a.@out(InitPort, al);
            a.mov(__byte_ptr[Calls], 3);
            a.rsm();
        });

        (await machine.RunAsync()).ExitCode.ShouldBe(3);
        machine.LastReset!.Kind.ShouldBe(ResetKind.Init);
        machine.Cpu.IsInSmm.ShouldBeFalse();
    }

    private static void Install(Machine machine, Action<Assembler> handler)
    {
        var assembler = new Assembler(16);
        handler(assembler);
        using var code = new MemoryStream();
        assembler.Assemble(new StreamCodeWriter(code), 0x8000);
        machine.Memory.Write(0x3_8000, code.ToArray());
    }
}
