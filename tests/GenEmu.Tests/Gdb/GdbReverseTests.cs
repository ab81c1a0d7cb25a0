using GenEmu.Tests.Support;
using static Iced.Intel.AssemblerRegisters;

namespace GenEmu.Tests.Gdb;

/// <summary>Debian's gdb going backwards (rule F4, number 10).</summary>
public sealed class GdbReverseTests
{
    private const uint Variable = 0x2000;
    private const uint Out = GdbRig.Code + 10;

    [GdbFact]
    public async Task F04_Back_over_an_OUT_to_a_slow_device_to_a_write_and_forward_again()
    {
        var device = new SlowPort();
        await using GdbRig rig = GdbRig.Create(Program, null, device);
        Task<MachineStop> run = rig.RunAsync();

        string text = await GdbProgram.RunAsync(
            rig.Server,
            "monitor history on",
            "monitor snapshot",
            $"break *{Out}",
            "continue",
            "stepi",
            "printf \"after: %x\\n\", $pc",
            "reverse-stepi",
            "printf \"before: %x\\n\", $pc",
            "set $ebx = 5",
            "stepi",
            "printf \"after: %x\\n\", $pc",
            "delete",
            "continue",
            $"watch *(int*){Variable}",
            "reverse-continue",
            $"printf \"last value %d\\n\", *(int*){Variable}",
            "reverse-continue",
            $"printf \"value before that %d\\n\", *(int*){Variable}",
            "reverse-continue",
            "delete",
            "continue",
            "monitor history",
            "continue");

        text.ShouldContain("history from instruction 0");
        text.Split($"after: {Out + 1:x}").Length.ShouldBe(3);
        text.ShouldContain($"before: {Out:x}");
        text.ShouldContain("it ends there unless it goes backwards");
        text.ShouldContain("last value 1\n");
        text.ShouldContain("value before that 0\n");
        text.ShouldContain("No more reverse-execution history");
        text.ShouldContain("exited with code 011]");
        MachineStop stop = await run;
        (stop.Kind, stop.ExitCode).ShouldBe((MachineStopKind.Stopped, 9));
        rig.Machine.Cpu.Registers.Rbx.ShouldBe(0UL);            // the past is not written to
    }

    [GdbFact]
    public async Task F04_Without_history_gdb_is_told_how_to_keep_one()
    {
        await using GdbRig rig = GdbRig.Create(Program, null, new SlowPort());
        Task<MachineStop> run = rig.RunAsync();

        string text = await GdbProgram.RunAsync(rig.Server, "stepi", "reverse-stepi", "monitor history", "monitor history maybe", "monitor snapshot", "kill");

        text.ShouldContain("'monitor history on' keeps it from now on");
        text.ShouldContain("no history is kept\n");
        text.ShouldContain("'maybe' is nothing that a history can do");
        text.ShouldContain("or name a file");
        await run;
    }

    private static void Program(Iced.Intel.Assembler a)
    {
        a.mov(eax, 0x5A);
        a.mov(edx, SlowPort.Port);
        a.@out(dx, eax);
        a.mov(__dword_ptr[Variable], 1);
        a.nop();
        a.mov(__dword_ptr[Variable], 2);
        a.nop();
        a.mov(al, 9);
        a.@out(Rig.StopPort, al);
    }
}
