using GenEmu.Abstractions;
using GenEmu.Core.Debug;
using GenEmu.Core.Tests.Support;
using Iced.Intel;
using static Iced.Intel.AssemblerRegisters;

namespace GenEmu.Core.Tests.Rules;

/// <summary>The host's breakpoints and steps: rules A16 and C25.</summary>
public sealed class HostDebugTests
{
    private const uint Code = TestCpu.CodeAddress;
    private const uint Mmio = 0xFEC0_0000;

    /// <summary>Every kind of access that may wait: its name, and its instruction's length.</summary>
    public static TheoryData<string, Engine, Answers> Accesses()
    {
        var data = new TheoryData<string, Engine, Answers>();
        foreach (string access in (string[])["in", "out", "insb", "outsb", "mmio read", "mmio write", "mmio rmw", "push to mmio"])
        {
            foreach (Engine engine in Enum.GetValues<Engine>())
            {
                data.Add(access, engine, Answers.Immediate);
                data.Add(access, engine, Answers.Async);
            }
        }

        return data;
    }

    [Theory]
    [MemberData(nameof(Accesses))]
    public void A16_A_step_over_an_access_is_an_IO_stop_and_then_a_debug_stop(string access, Engine engine, Answers answers)
    {
        using TestCpu cpu = Access(access, engine, answers, out TestDevice[] devices, out uint next);
        cpu.Cpu.HostDebug.SingleStep = true;

        List<VcpuStop> stops = Stops(cpu, devices);

        int accesses = answers != Answers.Immediate ? devices.Sum(d => d.Log.Count) : 0;
        accesses.ShouldBe(answers == Answers.Immediate ? 0 : access == "mmio rmw" ? 2 : 1);
        stops.Select(s => s.Kind).ShouldBe([.. Enumerable.Repeat(VcpuStopKind.IoPending, accesses), VcpuStopKind.Debug]);
        stops.SkipLast(1).ShouldAllBe(s => s.StartRip == Code && s.NextRip == next && !s.Committed);
        stops[^1].StartRip.ShouldBe(next);
        stops[^1].Committed.ShouldBeTrue();
        stops[^1].Debug.ShouldBe(new DebugHit(Code, IsStep: true, null, 0));
        cpu.Registers.Rip.ShouldBe(next);
    }

    [Theory]
    [ClassData(typeof(Axes))]
    public void A16_Every_iteration_is_a_step(Engine engine, Answers answers)
    {
        using TestCpu cpu = new TestCpu(engine, answers).ProtectedMode(a => a.rep.outsb());
        TestDevice dev = cpu.Ports(0x50);
        (cpu.Registers.Rcx, cpu.Registers.Rdx, cpu.Registers.Rsi) = (3, 0x50, 0x5000);
        cpu.Cpu.HostDebug.SingleStep = true;

        List<(VcpuStopKind Kind, ulong Rip)> stops = [];
        for (int i = 0; i < 3; i++)
        {
            stops.AddRange(Stops(cpu, dev).Select(s => (s.Kind, s.StartRip)));
        }

        (VcpuStopKind, ulong)[] one = answers != Answers.Immediate ? [(VcpuStopKind.IoPending, Code), (VcpuStopKind.Debug, Code)] : [(VcpuStopKind.Debug, Code)];
        (VcpuStopKind, ulong)[] last = [.. one.SkipLast(1), (VcpuStopKind.Debug, Code + 2)];
        stops.ShouldBe([.. one, .. one, .. last]);
        dev.Writes.ShouldBe(3);
    }

    [Theory]
    [ClassData(typeof(Axes))]
    public void A16_The_guests_own_trap_follows_the_hosts_stop(Engine engine, Answers answers)
    {
        using var cpu = new DebugCpu(engine, answers, a => a.@in(al, 0x50));
        TestDevice dev = cpu.Test.Ports(0x50);
        cpu.SingleStep().Test.Cpu.HostDebug.SingleStep = true;

        VcpuStop host = Stops(cpu.Test, dev)[^1];
        VcpuStop guest = cpu.Test.Cpu.Run(10);

        (host.Kind, host.StartRip, host.PendingDebug).ShouldBe((VcpuStopKind.Debug, Code + 2UL, 0x4000u));
        (guest.Kind, guest.StartRip, guest.PendingDebug).ShouldBe((VcpuStopKind.Debug, 0x3100UL, 0u));        // the delivery is a step too
        cpu.Test.ReadNumber((long)cpu.Registers.Rsp, 4).ShouldBe(Code + 2UL);
    }

    [Theory]
    [ClassData(typeof(Axes))]
    public void C25_Both_banks_on_one_instruction(Engine engine, Answers answers)
    {
        using DebugCpu cpu = new DebugCpu(engine, answers, a => a.nop()).Arm(0, Code, 0, 1);
        HostBreakpoint breakpoint = cpu.Test.Cpu.HostDebug.Add(HostBreakpointKind.Execute, Code);

        VcpuStop host = cpu.Test.Cpu.Run(10);
        cpu.Registers.Dr6.ShouldBe(0xFFFF0FF0UL);
        cpu.Run(1);

        host.Kind.ShouldBe(VcpuStopKind.Debug);
        host.StartRip.ShouldBe(Code);
        host.Debug.ShouldBe(new DebugHit(Code, IsStep: false, breakpoint, Code));
        DebugTrap trap = cpu.Traps.ShouldHaveSingleItem();
        (trap.Ip, trap.Dr6).ShouldBe((Code, 1u));
        cpu.Registers.GetDr(0).ShouldBe(Code);
        cpu.Registers.Dr7.ShouldBe(0x402UL);
    }

    [Theory]
    [ClassData(typeof(Axes))]
    public void C25_Both_banks_on_one_access(Engine engine, Answers answers)
    {
        using DebugCpu cpu = new DebugCpu(engine, answers, a => a.insb()).Arm(0, 0x5000, 1, 1).Arm(1, 0x50, 2, 1);
        TestDevice dev = cpu.Test.Ports(0x50);
        (cpu.Registers.Rdx, cpu.Registers.Rdi, cpu.Registers.Cr4) = (0x50, 0x5000, 8);
        HostBreakpoint port = cpu.Test.Cpu.HostDebug.Add(HostBreakpointKind.Io, 0x4F, 3);
        cpu.Test.Cpu.HostDebug.Add(HostBreakpointKind.Write, 0x5000);

        VcpuStop host = Stops(cpu.Test, dev)[^1];
        cpu.Run(1);

        host.Debug.ShouldBe(new DebugHit(Code, IsStep: false, port, 0x50));      // the port was accessed first
        host.PendingDebug.ShouldBe(0x1003u);
        DebugTrap trap = cpu.Traps.ShouldHaveSingleItem();
        (trap.Ip, trap.Dr6).ShouldBe((Code + 1UL, 3u));
    }

    [Theory]
    [InlineData(Engine.Direct)]
    [InlineData(Engine.Recorded)]
    public void C25_The_hosts_bank_changes_nothing_for_the_guest(Engine engine)
    {
        using DebugCpu plain = Loop(engine);
        using DebugCpu watched = Loop(engine);
        HostDebug host = watched.Test.Cpu.HostDebug;
        host.Add(HostBreakpointKind.ReadWrite, 0x5000, 4);
        host.Add(HostBreakpointKind.Execute, Code + 5);
        host.SingleStep = true;

        plain.Run(40);
        while (watched.Test.Cpu.InstructionCount < plain.Test.Cpu.InstructionCount)
        {
            watched.Run(1);
        }

        plain.Traps.Count.ShouldBe(20);
        watched.Traps.SequenceEqual(plain.Traps).ShouldBeTrue();
        State(watched.Test).ShouldBe(State(plain.Test));

        // A disabled register matches, TF traps: without an enabled breakpoint no Bn is to appear only because the host watches.
        static DebugCpu Loop(Engine engine) => new DebugCpu(engine, Answers.Immediate, a =>
        {
            var again = a.CreateLabel();
            a.mov(ecx, 3);
            a.Label(ref again);
            a.inc(__dword_ptr[0x5000]);
            a.dec(ecx);
            a.jne(again);
            for (int i = 0; i < 40; i++)
            {
                a.nop();
            }
        }).Arm(0, 0x5000, 1, 4, enabled: false).SingleStep();
    }

    [Theory]
    [InlineData(Engine.Direct)]
    [InlineData(Engine.Recorded)]
    public void C25_More_than_four_breakpoints_stop_before_their_instructions_and_let_them_run(Engine engine)
    {
        using TestCpu cpu = new TestCpu(engine).ProtectedMode(a =>
        {
            var again = a.CreateLabel();
            a.Label(ref again);
            for (int i = 0; i < 8; i++)
            {
                a.inc(eax);
            }

            a.jmp(again);
        });
        cpu.Cpu.Run(27);                               // the loop has been decoded and chained without breakpoints
        cpu.Registers.Rip.ShouldBe(Code);
        HostBreakpoint[] breakpoints = [.. Enumerable.Range(1, 6).Select(i => cpu.Cpu.HostDebug.Add(HostBreakpointKind.Execute, Code + (ulong)i))];

        List<HostBreakpoint?> hits = [];
        for (int i = 0; i < 12; i++)
        {
            VcpuStop stop = cpu.Cpu.Run(1000);
            stop.Kind.ShouldBe(VcpuStopKind.Debug);
            cpu.Registers.Rax.ShouldBe(24 + (stop.StartRip - Code) + (ulong)(i / 6 * 8));       // exactly the instructions before it have run
            hits.Add(stop.Debug!.Value.Breakpoint);
        }

        hits.ShouldBe([.. breakpoints, .. breakpoints]);
        Array.ForEach(breakpoints, b => cpu.Cpu.HostDebug.Remove(b).ShouldBeTrue());
        cpu.Cpu.Run(1000).Kind.ShouldBe(VcpuStopKind.Budget);
    }

    [Fact]
    public void C25_A_breakpoint_hits_again_when_execution_comes_to_it_again()
    {
        using TestCpu cpu = new TestCpu().ProtectedMode(a =>
        {
            var again = a.CreateLabel();
            a.Label(ref again);
            a.jmp(again);
        });
        cpu.Cpu.HostDebug.Add(HostBreakpointKind.Execute, Code);

        long[] counts = [.. Enumerable.Range(0, 3).Select(_ => (cpu.Cpu.Run(10), cpu.Cpu.InstructionCount).InstructionCount)];

        counts.ShouldBe([0, 1, 2]);
    }

    [Fact]
    public void C25_A_step_that_ends_at_a_breakpoint_is_one_stop()
    {
        using TestCpu cpu = new TestCpu().ProtectedMode(a =>
        {
            a.nop();
            a.nop();
            a.nop();
        });
        HostDebug host = cpu.Cpu.HostDebug;
        HostBreakpoint breakpoint = host.Add(HostBreakpointKind.Execute, Code + 1);
        host.SingleStep = true;

        cpu.Cpu.Run(10).Debug.ShouldBe(new DebugHit(Code, IsStep: true, breakpoint, Code + 1));
        cpu.Cpu.Run(10).Debug.ShouldBe(new DebugHit(Code + 1, IsStep: true, null, 0));
    }

    [Theory]
    [ClassData(typeof(Axes))]
    public void C25_Data_breakpoints_have_any_length_and_direction(Engine engine, Answers answers)
    {
        using TestCpu cpu = new TestCpu(engine, answers).ProtectedMode(a =>
        {
            a.mov(eax, __dword_ptr[0x5003]);
            a.mov(__dword_ptr[0x5003], eax);
            a.mov(__byte_ptr[0x5100], al);
            a.hlt();
        });
        HostBreakpoint write = cpu.Cpu.HostDebug.Add(HostBreakpointKind.Write, 0x5005, 0x20);

        VcpuStop first = cpu.Cpu.Run(10);
        write.Length.ShouldBe(0x20UL);
        first.Debug.ShouldBe(new DebugHit(Code + 5, IsStep: false, write, 0x5003));
        cpu.Cpu.Run(10).Kind.ShouldBe(VcpuStopKind.Halted);
    }

    [Theory]
    [ClassData(typeof(Axes))]
    public void A13_A_reset_takes_the_hosts_stop_with_it(Engine engine, Answers answers)
    {
        using TestCpu cpu = new TestCpu(engine, answers).RealMode(a => a.@out(0x92, al));
        TestDevice dev = cpu.Ports(0x92);
        dev.Written = (_, _) => cpu.Cpu.RequestAttention();
        cpu.Cpu.HostDebug.Add(HostBreakpointKind.Io, 0x92);

        Stops(cpu, dev)[^1].Kind.ShouldBe(VcpuStopKind.Attention);
        cpu.Cpu.Reset(ResetKind.Init);

        cpu.Cpu.Run(0).Kind.ShouldBe(VcpuStopKind.Budget);
    }

    [Fact]
    public void Ranges_are_checked()
    {
        using var cpu = new TestCpu();
        HostDebug host = cpu.Cpu.HostDebug;
        Should.Throw<ArgumentOutOfRangeException>(() => host.Add(HostBreakpointKind.Io, 0x10000));
        Should.Throw<ArgumentOutOfRangeException>(() => host.Add(HostBreakpointKind.Io, 0xFFFF, 2));
        Should.Throw<ArgumentOutOfRangeException>(() => host.Add(HostBreakpointKind.Write, 0, 0));
        Should.Throw<ArgumentOutOfRangeException>(() => host.Add(HostBreakpointKind.Write, ulong.MaxValue - 1, 3));
        Should.Throw<ArgumentOutOfRangeException>(() => host.Add((HostBreakpointKind)9, 0));
        host.Breakpoints.ShouldBeEmpty();
    }

    /// <summary>Runs to the end of a step, a hit or anything else that is not I/O, releasing what waits, and says all stops.</summary>
    private static List<VcpuStop> Stops(TestCpu cpu, params TestDevice[] devices)
    {
        List<VcpuStop> stops = [];
        do
        {
            devices.FirstOrDefault(d => d.IsWaiting)?.Release();
            stops.Add(cpu.Cpu.Run(10));
        }
        while (stops[^1].Kind == VcpuStopKind.IoPending);
        return stops;
    }

    private static TestCpu Access(string access, Engine engine, Answers answers, out TestDevice[] devices, out uint next)
    {
        Action<Assembler> code = access switch
        {
            "in" => a => a.@in(al, dx),
            "out" => a => a.@out(dx, al),
            "insb" => a => a.insb(),
            "outsb" => a => a.outsb(),
            "mmio read" => a => a.mov(al, __byte_ptr[ebx]),
            "mmio write" => a => a.mov(__byte_ptr[ebx], al),
            "mmio rmw" => a => a.add(__byte_ptr[ebx], al),
            _ => a => a.push(eax),
        };
        TestCpu cpu = new TestCpu(engine, answers).ProtectedMode(code);
        devices = [cpu.Ports(0x50), cpu.Mmio(Mmio)];
        VcpuRegisters r = cpu.Registers;
        (r.Rdx, r.Rbx, r.Rsi, r.Rdi) = (0x50, Mmio, 0x5000, 0x5000);
        r.Rsp = access.StartsWith("push", StringComparison.Ordinal) ? Mmio + 0x10 : r.Rsp;
        next = Code + (uint)TestCpu.Assemble(32, code).Length;
        return cpu;
    }

    private static string State(TestCpu cpu)
    {
        VcpuRegisters r = cpu.Registers;
        return $"{r.Rax:X} {r.Rcx:X} {r.Rsp:X} {r.Rip:X} {r.EFlags:X} {r.Dr6:X} {r.Dr7:X} {cpu.Cpu.InstructionCount} {Convert.ToHexString(cpu.Read(0x5000, 16))}";
    }
}
