using GenEmu.Core.Debug;
using GenEmu.Tests.Support;
using static Iced.Intel.AssemblerRegisters;

namespace GenEmu.Tests;

/// <summary>The host's debugger on a whole machine.</summary>
public sealed class MachineDebuggerTests
{
    private const uint Start = 0xF0000;

    [Theory]
    [InlineData(null)]
    [InlineData(7)]
    public async Task C25_Breakpoints_end_runs_and_later_runs_go_on(int? delaySeed)
    {
        await using Machine machine = Rig.Create(
            a =>
            {
                a.mov(al, 7);           // 0
                a.nop();                // 2
                a.@out(Rig.StopPort, al);
            },
            b => b.DelaySeed = delaySeed);
        HostBreakpoint code = machine.Debugger.Add(HostBreakpointKind.Execute, Start + 2);
        HostBreakpoint port = machine.Debugger.Add(HostBreakpointKind.Io, Rig.StopPort);

        MachineStop first = await machine.RunAsync();
        MachineStop second = await machine.RunAsync();
        MachineStop third = await machine.RunAsync();

        first.Kind.ShouldBe(MachineStopKind.Debug);
        first.Debug!.Value.Stop.Debug.ShouldBe(new DebugHit(2, IsStep: false, code, Start + 2));
        first.Reason.ShouldContain("Execute F0002h");
        machine.Debugger.Breakpoints.ShouldBe([code, port]);
        (second.Kind, second.ExitCode).ShouldBe((MachineStopKind.Stopped, 7));       // asked for at the OUT's own boundary, so it comes first
        (third.Kind, third.Debug?.Stop.Debug?.Breakpoint).ShouldBe((MachineStopKind.Debug, port));        // and the hit is not lost
    }

    [Theory]
    [InlineData(null)]
    [InlineData(7)]
    public async Task A16_Steps_count_as_instructions_do(int? delaySeed)
    {
        await using Machine machine = Rig.Create(
            a =>
            {
                a.mov(dx, 0x1234);
                a.@in(al, dx);
                a.hlt();
            },
            b => b.DelaySeed = delaySeed,
            new TestDevice().OnSlowRead(0x1234, _ => ValueTask.FromResult(0x5Au)));
        List<ulong> rips = [];
        for (int i = 0; i < 4; i++)
        {
            MachineStop stop = await machine.Debugger.StepAsync(timeout: Rig.Limit);
            stop.Kind.ShouldBe(MachineStopKind.Debug);
            stop.Instructions.ShouldBe(i + 1);
            rips.Add(stop.Debug!.Value.Stop.StartRip);
        }

        rips.ShouldBe([0UL, 3, 4, 5]);
        (machine.Cpu.Registers.Rax & 0xFF).ShouldBe(0x5AUL);
        (await machine.Debugger.StepAsync()).Kind.ShouldBe(MachineStopKind.Idle);
        machine.Cpu.HostDebug.SingleStep.ShouldBeFalse();
    }

    [Fact]
    public async Task C25_Every_CPU_has_the_breakpoints_and_the_stop_says_which_hit()
    {
        await using Machine machine = Rig.Create(
            a =>
            {
                var again = a.CreateLabel();
                a.Label(ref again);
                a.jmp(again);
            },
            b => b.Cpus(2));
        machine.Cpus[1].RaiseStartup(1);
        machine.Memory.Write(0x1000, [0x90, 0xF4]);
        HostBreakpoint breakpoint = machine.Debugger.Add(HostBreakpointKind.Execute, 0x1001);

        MachineStop stop = await machine.RunAsync();

        (stop.Kind, stop.Debug?.CpuIndex, stop.Debug?.Stop.Debug?.Breakpoint).ShouldBe((MachineStopKind.Debug, 1, breakpoint));
        machine.Debugger.Remove(breakpoint).ShouldBeTrue();
        machine.Cpus.ShouldAllBe(c => c.HostDebug.Breakpoints.Count == 0);
    }
}
