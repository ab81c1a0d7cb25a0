using GenEmu.Core.Debug;
using GenEmu.Core.Io;
using GenEmu.Core.Tests.Support;
using static Iced.Intel.AssemblerRegisters;

namespace GenEmu.Core.Tests.Rules;

/// <summary>Rule F6: every stop says where it is, whatever its kind.</summary>
public sealed class StopReportTests
{
    private const ulong Code = TestCpu.CodeAddress;

    [Theory]
    [InlineData(Engine.Direct, RipPolicy.AtInstruction)]
    [InlineData(Engine.Direct, RipPolicy.KvmCompatible)]
    [InlineData(Engine.Direct, RipPolicy.LegacyAdvance)]
    [InlineData(Engine.Recorded, RipPolicy.AtInstruction)]
    [InlineData(Engine.Recorded, RipPolicy.KvmCompatible)]
    [InlineData(Engine.Recorded, RipPolicy.LegacyAdvance)]
    public void F06_A_stop_in_an_access_says_everything_about_it(Engine engine, RipPolicy policy)
    {
        using TestCpu cpu = new TestCpu(engine, Answers.Async).RealMode(a => { a.nop(); a.rep.outsw(); a.hlt(); });
        TestDevice dev = cpu.Ports(0x50, 2);
        cpu.Cpu.RipPolicy = policy;
        (cpu.Registers.Rdx, cpu.Registers.Rcx, cpu.Registers.Rsi) = (0x50, 3, 0x500);
        cpu.Write(0x500, [0x11, 0x22, 0x33, 0x44, 0x55, 0x66]);

        List<ulong> ids = [];
        for (int iteration = 0; iteration < 3; iteration++)
        {
            VcpuStop stop = cpu.Cpu.Run(100);
            (stop.Kind, stop.StartRip, stop.NextRip, stop.Committed).ShouldBe((VcpuStopKind.IoPending, Code + 1, Code + 3, false));
            (stop.Iteration, stop.Epoch, stop.PendingDebug, stop.Debug).ShouldBe((iteration, cpu.Cpu.Epoch, 0u, null));
            IoRequest request = stop.Request.ShouldNotBeNull();
            (request.Kind, request.Address, request.Width, request.IsWrite).ShouldBe((IoKind.PortWrite, 0x50UL, 2, true));
            request.Data.ShouldBe(BitConverter.ToUInt16(cpu.Read(0x500 + (2 * iteration), 2)));
            ids.Add(request.Id);
            dev.Release();
        }

        ids.ShouldBe([ids[0], ids[0] + 1, ids[0] + 2]);
        Check(cpu.Cpu.Run(100), VcpuStopKind.Halted, Code + 4);
    }

    [Theory]
    [ClassData(typeof(Axes))]
    public void F06_Stops_between_instructions_are_committed_and_ask_for_nothing(Engine engine, Answers answers)
    {
        using TestCpu cpu = new TestCpu(engine, answers).RealMode(a => { a.nop(); a.nop(); a.nop(); a.hlt(); });

        Check(cpu.Cpu.Run(1), VcpuStopKind.Budget, Code + 1);
        cpu.Cpu.RequestAttention();
        Check(cpu.Cpu.Run(1), VcpuStopKind.Attention, Code + 1);
        cpu.Cpu.HostDebug.SingleStep = true;
        VcpuStop step = cpu.Cpu.Run(5);
        step.Debug.ShouldNotBeNull();
        Check(step with { Debug = null }, VcpuStopKind.Debug, Code + 2);
        cpu.Cpu.HostDebug.SingleStep = false;
        Check(cpu.Cpu.Run(5), VcpuStopKind.Halted, Code + 4);
        cpu.Cpu.RaiseInit();
        cpu.Cpu.Run(1).Epoch.ShouldBeGreaterThan(step.Epoch);
    }

    [Theory]
    [ClassData(typeof(Axes))]
    public void F06_A_shutdown_and_a_wait_for_startup_are_reported_where_they_are(Engine engine, Answers answers)
    {
        using TestCpu fallen = new TestCpu(engine, answers).ProtectedMode(a => a.ud2());
        Check(fallen.Cpu.Run(5), VcpuStopKind.Shutdown, Code);           // no gate at all

        using var waiting = new TestCpu(engine, answers, bootstrap: false);
        waiting.Cpu.Run(5).Kind.ShouldBe(VcpuStopKind.WaitForStartup);
    }

    [Theory]
    [ClassData(typeof(Axes))]
    public void F06_A_trap_that_is_due_is_in_the_pending_debug_word(Engine engine, Answers answers)
    {
        using TestCpu cpu = new TestCpu(engine, answers).RealMode(a => { a.nop(); a.hlt(); });
        cpu.Registers.EFlags |= 0x100;

        VcpuStop stop = cpu.Cpu.Run(1);

        (stop.Kind, stop.StartRip, stop.PendingDebug).ShouldBe((VcpuStopKind.Budget, Code + 1, 0x4000u));
    }

    private static void Check(VcpuStop stop, VcpuStopKind kind, ulong rip)
        => (stop.Kind, stop.StartRip, stop.NextRip, stop.Committed, stop.Iteration, stop.Request, stop.Debug).ShouldBe((kind, rip, rip, true, 0L, null, null));
}
