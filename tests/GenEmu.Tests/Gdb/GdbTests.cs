using System.Diagnostics;
using GenEmu.Core;
using GenEmu.Tests.Support;
using static Iced.Intel.AssemblerRegisters;

namespace GenEmu.Tests.Gdb;

/// <summary>Debian's gdb on small machines.</summary>
public sealed class GdbTests
{
    private const uint Variable = 0x2000;
    private const uint ExitCode = 0x2004;

    // mov eax, imm32 and mov edx, imm32 have 5 bytes each; OUT EAX to DX has 1.
    private const uint Out = GdbRig.Code + 10;

    [GdbFact]
    public async Task A_session_from_the_first_instruction_to_the_end()
    {
        var device = new SlowPort();
        await using GdbRig rig = GdbRig.Create(Program, null, device);
        Task<MachineStop> run = rig.RunAsync();

        string text = await GdbProgram.RunAsync(
            rig.Server,
            $"break *{Out}",
            "continue",
            "stepi",
            "printf \"after the OUT: %x\\n\", $pc",
            "info registers eax cr0 cs_base",
            $"watch *(int*){Variable}",
            "continue",
            "continue",
            "delete",
            "hbreak *($pc + 15)",
            "continue",
            "p $st0",
            "p $st1",
            "p $xmm0.v4_float[0]",
            "p/x $fctrl",
            "p $ebx",
            "set $ebx = 0x77",
            "p/x $ebx",
            "p/x $bl",
            "set $xmm0.v4_int32[0] = 1",
            "set $st0 = 2.5",
            $"set *(char*){ExitCode} = 9",
            "continue");

        text.ShouldContain($"Breakpoint 1, 0x{Out:x8} in ?? ()");
        text.ShouldContain($"after the OUT: {Out + 1:x}");
        device.Written.ShouldBe([0x5Au]);
        text.ShouldContain("cr0            0x1 ");
        text.ShouldContain("Hardware watchpoint 2: *(int*)8192");
        text.ShouldContain("Old value = 0\nNew value = 90");
        text.ShouldContain("Old value = 90\nNew value = 97");
        text.ShouldContain("$1 = 1\n");
        text.ShouldContain("$2 = 3.14159265358979323851");
        text.ShouldContain("$3 = 3.14159274");
        text.ShouldContain("$4 = 0x37f");
        text.ShouldContain("$5 = 0\n");
        text.ShouldContain("$6 = 0x77\n");
        text.ShouldContain("$7 = 0x77\n");
        text.ShouldContain("exited with code 011]");
        MachineStop stop = await run;
        (stop.Kind, stop.ExitCode).ShouldBe((MachineStopKind.Stopped, 9));
        rig.Machine.Cpu.Registers.Rbx.ShouldBe(0x77UL);
        ((uint)rig.Machine.Cpu.Registers.GetXmm(0)).ShouldBe(1u);
        rig.Machine.Cpu.Registers.GetSt(0).ShouldBe(new X87Value(0xA000_0000_0000_0000, 0x4000));
        rig.Machine.Debugger.Breakpoints.ShouldBeEmpty();
    }

    [GdbFact]
    public async Task A16_A_step_over_an_access_that_waits_is_one_stop_at_the_next_instruction()
    {
        await using GdbRig rig = GdbRig.Create(
            a =>
            {
                a.mov(dx, SlowPort.Port);
                a.@in(eax, dx);
                a.@out(dx, eax);
                a.nop();
                a.hlt();
            },
            null,
            new SlowPort());
        _ = rig.RunAsync();

        string text = await GdbProgram.RunAsync(rig.Server, "stepi", "stepi", "p/x $eax", "stepi", "stepi", "monitor io", "kill");

        foreach (uint offset in (uint[])[4, 5, 6, 7])
        {
            text.ShouldContain($"0x{GdbRig.Code + offset:x8} in ?? ()");
        }

        text.ShouldContain("$1 = 0x600d");
        text.ShouldContain("CPU 0: waits for no device");
    }

    [GdbFact]
    public async Task Read_and_access_watchpoints_stop_at_what_they_watch()
    {
        await using GdbRig rig = GdbRig.Create(a =>
        {
            a.mov(__dword_ptr[Variable], 1);            // 10 bytes
            a.mov(eax, __dword_ptr[Variable - 2]);      // 5: it overlaps the variable
            a.mov(__dword_ptr[Variable], 2);            // 10
            a.hlt();
        });
        _ = rig.RunAsync();

        string text = await GdbProgram.RunAsync(rig.Server, $"rwatch *(int*){Variable}", "continue", "p/x $pc", $"awatch *(int*){Variable}", "delete 1", "continue", "p/x $pc", "kill");

        text.ShouldContain("Hardware read watchpoint 1: *(int*)8192");
        text.ShouldContain($"$1 = 0x{GdbRig.Code + 15:x}");
        text.ShouldContain("Hardware access (read/write) watchpoint 2: *(int*)8192");
        text.ShouldContain("Old value = 1\nNew value = 2");
        text.ShouldContain($"$2 = 0x{GdbRig.Code + 25:x}");
    }

    [GdbFact]
    public async Task Ctrl_C_stops_a_running_guest_and_detach_lets_it_go_on()
    {
        await using GdbRig rig = GdbRig.Create(a =>
        {
            Iced.Intel.Label loop = a.CreateLabel();
            a.Label(ref loop);
            a.cmp(__byte_ptr[Variable], 0);
            a.je(loop);
            a.mov(al, 3);
            a.@out(Rig.StopPort, al);
        });
        Task<MachineStop> run = rig.RunAsync(wait: false);
        using Process gdb = GdbProgram.Start(rig.Server, "echo attached\\n", "continue", $"set *(char*){Variable} = 1", "detach");
        await gdb.StandardOutput.ReadLineAsync();
        await Task.Delay(1500);

        await GdbProgram.InterruptAsync(gdb);
        string text = await GdbProgram.EndAsync(gdb);

        text.ShouldContain("Program received signal SIGINT");
        (await run).ExitCode.ShouldBe(3);
    }

    [GdbFact]
    public async Task Real_mode_has_linear_addresses_and_monitor_where()
    {
        await using GdbRig rig = GdbRig.CreateReal(a =>
        {
            a.mov(ax, 0x1234);          // 0
            a.mov(ds, ax);              // 3
            a.nop();                    // 5
            a.mov(al, 7);               // 6
            a.@out(Rig.StopPort, al);
        });
        Task<MachineStop> run = rig.RunAsync();

        string text = await GdbProgram.RunAsync(
            rig.Server,
            "break *0xF0005",
            "continue",
            "p/x $eip",
            "p/x $cs_base + $eip",
            "monitor where",
            "p/x $ds_base",
            "set $es = 0x2000",
            "p/x $es_base",
            "x/2xb $cs_base",
            "continue");

        text.ShouldContain("Program received signal SIGTRAP");
        text.ShouldContain("$1 = 0x5\n");
        text.ShouldContain("$2 = 0xf0005\n");
        text.ShouldContain("CPU 0: F000:00000005, linear 000F0005, 16-bit real mode, CPL 0: nop");
        text.ShouldContain("$3 = 0x12340\n");
        text.ShouldContain("$4 = 0x20000\n");
        text.ShouldContain("0xf0000:\t0xb8\t0x34");
        (await run).ExitCode.ShouldBe(7);
    }

    [GdbFact]
    public async Task A_triple_fault_can_be_looked_at_before_the_reset()
    {
        await using GdbRig rig = GdbRig.Create(a =>
        {
            a.lidt(__[0x3000]);         // an empty table
            a.ud2();
        });
        _ = rig.RunAsync();

        string text = await GdbProgram.RunAsync(rig.Server, "continue", "p/x $pc", "stepi", "monitor where", "kill");

        text.ShouldContain("triple fault");
        text.ShouldContain("Program received signal SIGSEGV");
        text.ShouldContain($"$1 = 0x{GdbRig.Code + 7:x}");
        text.ShouldContain("the last reset was Hard by cpu");
        text.ShouldContain("16-bit real mode");
    }

    [GdbFact]
    public async Task A_guest_that_nothing_can_wake_is_a_stop()
    {
        await using GdbRig rig = GdbRig.Create(a => a.hlt(), b => b.Clock = new ClockSettings());
        Task<MachineStop> run = rig.Server.RunAsync(waitForDebugger: true);

        string text = await GdbProgram.RunAsync(rig.Server, "continue", "p/x $pc", "detach");

        text.ShouldContain("the guest halted, and nothing can wake it");
        text.ShouldContain("SIGSTOP");
        text.ShouldContain($"$1 = 0x{GdbRig.Code + 1:x}");
        (await run).Kind.ShouldBe(MachineStopKind.Idle);
    }

    [GdbFact]
    public async Task CPUs_are_threads()
    {
        await using GdbRig rig = GdbRig.Create(
            a =>
            {
                Iced.Intel.Label loop = a.CreateLabel();
                a.Label(ref loop);
                a.jmp(loop);
            },
            b => b.Cpus(2));
        rig.Machine.Cpus[1].RaiseStartup(1);
        rig.Machine.Memory.Write(0x1000, [0x90, 0x40, 0xEB, 0xFE]);           // NOP; INC AX; JMP $
        _ = rig.RunAsync();

        string text = await GdbProgram.RunAsync(
            rig.Server, "info threads", "break *0x1001", "continue", "info threads", "delete", "thread 2", "stepi", "monitor where", "thread 1", "p/x $pc", "kill");

        text.ShouldContain("* 1    Thread 1 (CPU 0: Running)");
        text.ShouldContain("  2    Thread 2 (CPU 1:");
        text.ShouldContain("* 2    Thread 2 (CPU 1: Running)");
        text.ShouldContain("CPU 1: 0100:00000002, linear 00001002");
        text.ShouldContain($"$1 = 0x{GdbRig.Code:x}");
    }

    [GdbFact]
    public async Task Monitor_commands_reset_trace_and_list()
    {
        await using GdbRig rig = GdbRig.Create(
            a =>
            {
                a.mov(dx, SlowPort.Port);
                a.@out(dx, eax);
                a.nop();
                a.hlt();
            },
            null,
            new SlowPort());
        Task<MachineStop> run = rig.RunAsync();

        string text = await GdbProgram.RunAsync(
            rig.Server,
            "monitor help",
            "monitor devices",
            "monitor nonsense",
            "monitor trace smells",
            "stepi",
            "monitor trace io",
            "stepi",
            "monitor trace off",
            "stepi",
            "monitor reset",
            "maintenance flush register-cache",
            "p/x $cs_base",
            "monitor quit");

        text.ShouldContain("reset [hard|init|power]");
        text.ShouldContain("stop ");
        text.ShouldContain("'nonsense' is no command of genemu's; try 'monitor help'");
        text.ShouldContain("'smells' cannot be traced");
        rig.Trace.ToString().ShouldContain("out 1234/4 := 00000000");
        text.ShouldContain("Hard by debugger");
        text.ShouldContain("$1 = 0xffff0000");
        (await run).Reason.ShouldBe("the debugger ended the machine");
    }

    [GdbFact]
    public async Task Device_registers_are_not_read_and_say_so()
    {
        var device = new TrapDevice();
        await using GdbRig rig = GdbRig.Create(a => a.hlt(), null, device);
        _ = rig.RunAsync();

        string text = await GdbProgram.RunAsync(rig.Server, "x/4xb 0x80000000", "set *(int*)0x80000000 = 1", "x/4xb 0x7ffffffe", "set *(int*)0xF0000 = 1", "kill");

        text.ShouldContain("Cannot access memory at address 0x80000000");
        text.ShouldContain("Cannot access memory at address 0xf0000");
        device.Accesses.ShouldBe(0);
    }

    [GdbFact]
    public async Task A_second_gdb_is_told_that_there_is_one()
    {
        await using GdbRig rig = GdbRig.Create(a => a.hlt());
        _ = rig.RunAsync();
        using GdbClient first = await GdbClient.ConnectAsync(rig.Server);
        (await first.AskAsync("?")).ShouldStartWith("T05");

        string text = await GdbProgram.RunAsync(rig.Server, "p $pc");

        text.ShouldContain("another debugger is attached");
        (await first.AskAsync("p8")).ShouldBe("00000100");
        (await first.AskAsync("D")).ShouldBe("OK");
    }

    private static void Program(Iced.Intel.Assembler a)
    {
        a.mov(edx, (uint)SlowPort.Port);
        a.mov(eax, 0x5A);
        a.@out(dx, eax);
        a.mov(__dword_ptr[Variable], eax);
        a.add(__dword_ptr[Variable], 7);
        a.fninit();                         // 2 bytes
        a.fldpi();                          // 2
        a.fld1();                           // 2
        a.mov(ecx, 0x40490FDB);             // 5
        a.movd(xmm0, ecx);                  // 4
        a.nop();
        a.mov(al, __byte_ptr[ExitCode]);
        a.@out(Rig.StopPort, al);
    }
}
