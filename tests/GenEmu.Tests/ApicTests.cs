using GenEmu.Core;
using GenEmu.Tests.Support;
using Iced.Intel;
using static Iced.Intel.AssemblerRegisters;

namespace GenEmu.Tests;

/// <summary>Local APICs in a machine: processors start each other, interrupt each other, and a run is a function of its inputs.</summary>
public sealed class ApicTests
{
    private const int Ready = 0x500;
    private const int Interrupts = 0x504;
    private const int Go = 0x508;
    private const int CommandLow = 0x300;
    private const int CommandHigh = 0x310;

    [Theory]
    [InlineData(2, false, null)]
    [InlineData(2, true, null)]
    [InlineData(3, false, 7)]
    [InlineData(4, true, 3)]
    public async Task B08_INIT_SIPI_SIPI_starts_processors_that_interrupt_the_first_and_every_run_is_the_same(int cpus, bool recordOnly, int? delay)
    {
        (MachineStop stop, string hash) = await StartAsync(cpus, recordOnly, delay);
        (MachineStop again, string reference) = await StartAsync(cpus, recordOnly: false, delay: null);

        stop.Kind.ShouldBe(MachineStopKind.Stopped);
        stop.ExitCode.ShouldBe(cpus - 1);
        stop.ShouldBe(again);
        hash.ShouldBe(reference);
    }

    [Fact]
    public async Task The_timer_wakes_a_halted_processor_at_its_time()
    {
        await using Machine machine = Rig.Create(
            a =>
            {
                EnterUnrealMode(a);
                SetVector(a, 0x40, () =>
                {
                    a.mov(al, 7);
                    a.@out(Rig.StopPort, al);
                    a.hlt();
                });
                Label wait = a.CreateLabel();
                a.mov(__dword_ptr[esi + 0x0F0], 0x1FF);
                a.mov(__dword_ptr[esi + 0x320], 0x40);
                a.mov(__dword_ptr[esi + 0x3E0], 0xB);
                a.mov(__dword_ptr[esi + 0x380], 500_000);         // of 10 ns
                a.sti();
                a.Label(ref wait);
                a.hlt();
                a.jmp(wait);
            });

        MachineStop stop = await machine.RunAsync();

        stop.ExitCode.ShouldBe(7);
        stop.VirtualTime.ShouldBeInRange(TimeSpan.FromMilliseconds(5), TimeSpan.FromMilliseconds(5.1));
    }

    private static async Task<(MachineStop Stop, string Hash)> StartAsync(int cpus, bool recordOnly, int? delay)
    {
        await using Machine machine = Rig.Create(
            a => Program(a, cpus),
            b =>
            {
                b.Cpus(cpus);
                b.RecordOnly = recordOnly;
                b.DelaySeed = delay;
            });
        MachineStop stop = await machine.RunAsync();
        return (stop, machine.StateHash().ToString()!);
    }

    /// <summary>All run the same ROM: the first starts the others; each of them interrupts the first, which counts.</summary>
    private static void Program(Assembler a, int cpus)
    {
        Label other = a.CreateLabel();
        Label wait = a.CreateLabel();
        EnterUnrealMode(a);
        a.mov(ecx, 0x1B);
        a.rdmsr();
        a.test(ah, 1);                                            // the bootstrap bit
        a.je(other);
        SetVector(a, 0x50, () =>
        {
            a.inc(__dword_ptr[Interrupts]);
            a.@lock.inc(__dword_ptr[Go]);                         // the next one's turn
            a.mov(__dword_ptr[esi + 0x0B0], 0);
            a.iret();
        });
        a.mov(__dword_ptr[esi + 0x0F0], 0x1FF);
        a.mov(__dword_ptr[esi + CommandLow], 0x000C_4500);              // INIT to all others
        a.mov(__dword_ptr[esi + CommandLow], 0x000C_46F0);              // SIPI: F0000h, where the ROM begins
        a.mov(__dword_ptr[esi + CommandLow], 0x000C_46F0);              // the second one finds them running
        a.Label(ref wait);
        a.sti();
        a.hlt();
        a.cli();
        a.cmp(__dword_ptr[Interrupts], cpus - 1);
        a.jb(wait);
        a.mov(al, __byte_ptr[Interrupts]);
        a.@out(Rig.StopPort, al);
        a.hlt();

        Label spin = a.CreateLabel();
        a.Label(ref other);
        a.mov(eax, 1);
        a.@lock.xadd(__dword_ptr[Ready], eax);
        a.Label(ref spin);
        a.pause();
        a.cmp(__dword_ptr[Go], eax);
        a.jne(spin);
        a.mov(__dword_ptr[esi + CommandHigh], 0);
        a.mov(__dword_ptr[esi + CommandLow], 0x4050);
        Label halt = a.CreateLabel();
        a.Label(ref halt);
        a.cli();
        a.hlt();
        a.jmp(halt);
    }

    /// <summary>Real mode with a data segment of 4 GiB from 0 on, and a stack. ESI is where the local APIC is.</summary>
    private static void EnterUnrealMode(Assembler a)
    {
        RealMode.EnterUnreal(a);
        a.mov(esi, 0xFEE0_0000);
    }

    /// <summary>Points a vector at code that stands here: the return address of a call that leaps over it is where it begins.</summary>
    private static void SetVector(Assembler a, byte vector, Action handler)
    {
        Label over = a.CreateLabel();
        a.call(over);
        handler();
        a.Label(ref over);
        a.pop(__word_ptr[vector * 4]);
        a.mov(__word_ptr[(vector * 4) + 2], cs);
    }
}
