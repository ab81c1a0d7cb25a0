using GenEmu.Core.Cpu;
using GenEmu.Core.Tests.Support;
using GenEmu.Core.Tracing;

namespace GenEmu.Core.Tests.Rules;

/// <summary>Rule C21: everything at one boundary at once, in the order of SDM vol. 3, table 6-2.</summary>
/// <remarks>Items 4, 6, 7 and 9 of the rule need VMX.</remarks>
public sealed class BoundaryOrderTests
{
    private const uint Target = 0x30000;
    private const uint Directory = 0x20000;
    private const uint Table = 0x21000;
    private static readonly byte[] Return = [0xCF];                                  // IRET
    private static readonly byte[] ReturnWithCode = [0x83, 0xC4, 0x04, 0xCF];        // ADD ESP, 4; IRET

    [Theory]
    [ClassData(typeof(Axes))]
    public void C21_Everything_in_one_boundary_is_recognised_in_order(Engine engine, Answers answers)
    {
        using TestCpu cpu = Prepare(engine, answers);
        var tracer = new TestTracer(TraceKinds.Boundaries);
        cpu.Run(1);                                // the jump, with TF set: its step trap is pending
        RaiseEverything(cpu);
        cpu.Cpu.Tracer = tracer;

        for (int step = 0; step < 60 && Chosen(tracer) != BoundaryEvents.ExecutionFault; step++)
        {
            cpu.Run(1);
            Repair(cpu, Chosen(tracer));
        }

        tracer.Boundaries.Select(boundary => boundary.Chosen).ShouldBe(
        [
            BoundaryEvents.Attention, BoundaryEvents.TaskSwitchTrap, BoundaryEvents.Nmi, BoundaryEvents.Interrupt,
            BoundaryEvents.CodeBreakpoint, BoundaryEvents.FetchFault, BoundaryEvents.DecodeFault, BoundaryEvents.ExecutionFault,
        ]);
        tracer.Boundaries[0].Pending.ShouldBe(
            BoundaryEvents.Attention | BoundaryEvents.TaskSwitchTrap | BoundaryEvents.DebugTrap | BoundaryEvents.Nmi | BoundaryEvents.Interrupt | BoundaryEvents.CodeBreakpoint);
        tracer.Boundaries[0].Masked.ShouldBe(BoundaryEvents.None);
        tracer.Boundaries[0].At.Rip.ShouldBe(Target);
        tracer.Boundaries.ShouldAllBe(boundary => LowestOf(boundary.Pending & ~boundary.Masked) == boundary.Chosen);
    }

    [Theory]
    [ClassData(typeof(Axes))]
    public void C21_INIT_comes_after_the_task_switch_trap_and_ends_the_rest(Engine engine, Answers answers)
    {
        using TestCpu cpu = Prepare(engine, answers);
        var tracer = new TestTracer(TraceKinds.Boundaries);
        cpu.Run(1);
        RaiseEverything(cpu);
        cpu.Cpu.AcknowledgeInterrupt = () => throw new InvalidOperationException("nothing of before INIT is left");
        cpu.Cpu.RaiseInit();
        cpu.Cpu.Tracer = tracer;

        for (int step = 0; step < 4; step++)
        {
            cpu.Run(1);
        }

        tracer.Boundaries.Take(3).Select(boundary => boundary.Chosen).ShouldBe([BoundaryEvents.Attention, BoundaryEvents.TaskSwitchTrap, BoundaryEvents.Init]);
        tracer.Boundaries.ShouldNotContain(boundary => (boundary.Chosen & (BoundaryEvents.Nmi | BoundaryEvents.Interrupt | BoundaryEvents.DebugTrap)) != 0);
        (tracer.Boundaries[3].At.Selector, tracer.Boundaries[3].At.Rip).ShouldBe(((ushort)0xF000, 0xFFF0UL));       // nobody answers there: #UD
    }

    [Theory]
    [ClassData(typeof(Axes))]
    public void C21_What_is_masked_stays_pending_and_does_not_go_first(Engine engine, Answers answers)
    {
        using TestCpu cpu = Prepare(engine, answers);
        var tracer = new TestTracer(TraceKinds.Boundaries);
        cpu.Run(1);
        RaiseEverything(cpu);
        cpu.Registers.EFlags &= ~EFlags.If;
        cpu.Cpu.Tracer = tracer;

        for (int step = 0; step < 4; step++)
        {
            cpu.Run(1);
        }

        tracer.Boundaries[0].Masked.ShouldBe(BoundaryEvents.Interrupt);
        tracer.Boundaries.ShouldAllBe(boundary => (boundary.Pending & BoundaryEvents.Interrupt) != 0);
        tracer.Boundaries.ShouldNotContain(boundary => boundary.Chosen == BoundaryEvents.Interrupt);
    }

    private static BoundaryEvents Chosen(TestTracer tracer) => tracer.Boundaries.Count == 0 ? BoundaryEvents.None : tracer.Boundaries[^1].Chosen;

    private static BoundaryEvents LowestOf(BoundaryEvents set) => (BoundaryEvents)((int)set & -(int)set);

    /// <summary>Paged, with TF and IF set, at a jump to a page that is not present; handlers behind trap gates just return.</summary>
    private static TestCpu Prepare(Engine engine, Answers answers)
    {
        var cpu = new TestCpu(engine, answers);
        cpu.ProtectedMode(a => a.jmp(Target));
        foreach ((int vector, byte[] handler) in ((int, byte[])[])[(0, Return), (1, Return), (2, Return), (6, Return), (14, ReturnWithCode), (0x20, Return)])
        {
            uint address = 0x3000 + ((uint)vector * 0x10);
            cpu.Gate(vector, address, 0x8F00).Write(address, handler);
        }

        cpu.Write(Directory, BitConverter.GetBytes(Table | 3));
        for (uint page = 0; page < 1024; page++)
        {
            cpu.Write(Table + (page * 4), BitConverter.GetBytes((page << 12) | (page == Target >> 12 ? 0u : 3)));
        }

        cpu.Write(Target, [0x0F, 0x0B]);                 // UD2
        cpu.Registers.Cr3 = Directory;
        cpu.Registers.Cr0 |= 0x8000_0000;
        cpu.Registers.EFlags |= EFlags.If | EFlags.Tf;
        cpu.Registers.SetDr(0, Target);
        cpu.Registers.Dr7 = 0x402;                       // G0: execution
        return cpu;
    }

    private static unsafe void RaiseEverything(TestCpu cpu)
    {
        cpu.Cpu.AcknowledgeInterrupt = () =>
        {
            cpu.Cpu.SetInterruptRequest(false);
            return 0x20;
        };
        cpu.Cpu.State->PendingDebug |= Dr6.Bt;           // as a switch to a task whose TSS has T set
        cpu.Cpu.RaiseNmi();
        cpu.Cpu.SetInterruptRequest(true);
        cpu.Cpu.RequestAttention();
    }

    /// <summary>What the handlers would do about their cause, so that the next one shows.</summary>
    private static void Repair(TestCpu cpu, BoundaryEvents chosen)
    {
        switch (chosen)
        {
            case BoundaryEvents.CodeBreakpoint:
                cpu.Registers.Dr7 = 0x400;
                break;
            case BoundaryEvents.FetchFault:
                cpu.Write(Table + ((Target >> 12) * 4), BitConverter.GetBytes(Target | 3));
                break;
            case BoundaryEvents.DecodeFault:
                cpu.Write(Target, [0xF7, 0xF1]);         // DIV ECX, and ECX is 0
                break;
            default:
                break;
        }
    }
}
