using GenEmu.Core.Cpu;
using GenEmu.Core.Tests.Support;
using Iced.Intel;
using static Iced.Intel.AssemblerRegisters;

namespace GenEmu.Core.Tests.Rules;

/// <summary>What a host reads and writes while an instruction waits: rules A5 to A9.</summary>
public sealed class RipPolicyTests
{
    private const uint Code = TestCpu.CodeAddress;
    private const uint Mmio = 0xFEC0_0000;

    /// <summary>Rule A5's table: what is shown under the three policies. N is not at all, A is RIP after it, C is committed.</summary>
    public static TheoryData<Engine, string, string> Table => Engines.With(
        ("in", "NNA"),
        ("out", "NNA"),
        ("out 7e", "NNA"),
        ("insb", "NNN"),
        ("rep insb", "NNN"),
        ("outsb", "NCC"),
        ("rep outsb", "NCC"),
        ("mmio read", "NNN"),
        ("mmio write", "NCC"),
        ("wide mmio write", "NCC"),
        ("push", "NCC"),
        ("call", "NCC"),
        ("pusha", "NCC"),
        ("rep stosb", "NCC"),
        ("movsb", "NNN"),
        ("rep movsb from ram", "NCC"));

    public static TheoryData<Engine, RipPolicy> Advancing => Engines.With(RipPolicy.KvmCompatible, RipPolicy.LegacyAdvance);

    public static TheoryData<Engine, string, RipPolicy> PutBack => Engines.With(
        ("out", RipPolicy.AtInstruction),
        ("out", RipPolicy.KvmCompatible),
        ("out", RipPolicy.LegacyAdvance),
        ("outsb", RipPolicy.AtInstruction),
        ("outsb", RipPolicy.KvmCompatible),
        ("in", RipPolicy.LegacyAdvance),
        ("mmio read", RipPolicy.AtInstruction));

    public static TheoryData<Engine, string, RipPolicy, bool> Moved => Engines.With(
        ("in", RipPolicy.AtInstruction, false),
        ("out", RipPolicy.AtInstruction, false),
        ("insb", RipPolicy.KvmCompatible, false),
        ("mmio read", RipPolicy.KvmCompatible, false),
        ("in", RipPolicy.LegacyAdvance, true),
        ("outsb", RipPolicy.KvmCompatible, true),
        ("push", RipPolicy.KvmCompatible, true));

    public static TheoryData<Engine, string> Cancelled => Engines.With("in", "rep insb", "outsb", "mmio read", "push");

    public static TheoryData<Engine, bool, RipPolicy, bool> Quirk => Engines.With(
        (false, RipPolicy.KvmCompatible, false),
        (true, RipPolicy.KvmCompatible, true),
        (true, RipPolicy.AtInstruction, false));

    [Theory]
    [MemberData(nameof(Table))]
    public void A05_What_KVM_shows_its_host(Engine engine, string program, string shown)
    {
        foreach (RipPolicy policy in Enum.GetValues<RipPolicy>())
        {
            using TestCpu cpu = Waiting(program, engine, out TestDevice[] devices, out VcpuStop stop);
            string before = View(cpu);
            cpu.Cpu.RipPolicy = policy;

            string during = View(cpu);
            VcpuRegisters r = cpu.Registers;
            switch (shown[(int)policy])
            {
                case 'N':
                    during.ShouldBe(before);
                    break;
                case 'A':
                    r.Rip.ShouldBe(stop.NextRip);
                    during.ShouldBe(before.Replace($"RIP={Code:X}", $"RIP={stop.NextRip:X}", StringComparison.Ordinal));
                    break;
                default:
                    Step(cpu, devices);
                    during.ShouldBe(View(cpu));               // exactly what is there once this iteration has retired
                    break;
            }
        }
    }

    [Theory]
    [MemberData(nameof(Advancing))]
    public void A05_REP_OUTS_shows_its_iteration_and_stays_until_the_last(Engine engine, RipPolicy policy)
    {
        using TestCpu cpu = Waiting("rep outsb", engine, out TestDevice[] devices, out _);
        cpu.Cpu.RipPolicy = policy;
        List<(ulong Rip, ulong Rcx, ulong Rsi)> seen = [];
        do
        {
            seen.Add((cpu.Registers.Rip, cpu.Registers.Rcx, cpu.Registers.Rsi));
            devices.First(d => d.IsWaiting).Release();
        }
        while (cpu.Cpu.Run(10).Kind == VcpuStopKind.IoPending);

        seen.ShouldBe([(Code, 2UL, 0x5001UL), (Code, 1UL, 0x5002UL), (Code + 2UL, 0UL, 0x5003UL)]);
    }

    [Theory]
    [ClassData(typeof(Engines))]
    public void A05_An_instruction_that_reads_after_its_write_is_shown_undone(Engine engine)
    {
        using TestCpu cpu = new TestCpu(engine, Answers.Async).ProtectedMode(a => a.enter(8, 2));
        TestDevice dev = cpu.Mmio(Mmio);
        (cpu.Registers.Rsp, cpu.Registers.Rbp, cpu.Cpu.RipPolicy) = (Mmio + 0x100, 0x5000, RipPolicy.KvmCompatible);
        cpu.Cpu.Run(1).Request!.Value.IsWrite.ShouldBeTrue();

        cpu.Registers.Rip.ShouldBe(Code);
        cpu.Registers.Rsp.ShouldBe(Mmio + 0x100UL);
        cpu.Run(1, dev);
        cpu.Registers.Rbp.ShouldBe(Mmio + 0xFCUL);
    }

    [Theory]
    [ClassData(typeof(AxesWithPolicies))]
    public void A06_Policies_change_what_is_read_and_nothing_else(Engine engine, Answers answers, RipPolicy policy)
    {
        foreach (string program in Table.Select(row => (string)row[1]).Distinct())
        {
            Finish(program, engine, answers, policy).ShouldBe(Finish(program, Engine.Recorded, Answers.Immediate, RipPolicy.AtInstruction), program);
        }
    }

    [Theory]
    [MemberData(nameof(PutBack))]
    public void A07_A_RIP_that_is_moved_and_put_back_changes_nothing(Engine engine, string program, RipPolicy policy)
    {
        using TestCpu cpu = Waiting(program, engine, out TestDevice[] devices, out VcpuStop stop);
        cpu.Cpu.RipPolicy = policy;
        ulong epoch = cpu.Cpu.Epoch;

        ulong rip = cpu.Registers.Rip;
        cpu.Registers.Rip += 1;
        cpu.Registers.Rip.ShouldBe(rip + 1);
        cpu.Registers.Rip = rip;
        Step(cpu, devices);

        View(cpu).ShouldBe(Finish(program, Engine.Direct, Answers.Immediate, policy));
        cpu.Registers.Rip.ShouldBe(stop.NextRip);
        cpu.Cpu.Epoch.ShouldBe(epoch);
    }

    [Theory]
    [MemberData(nameof(Moved))]
    public void A07_A_RIP_that_stays_moved_gives_up_what_was_not_shown_as_done(Engine engine, string program, RipPolicy policy, bool completes)
    {
        using TestCpu cpu = Waiting(program, engine, out TestDevice[] devices, out _);
        cpu.Write(0x6000, [0x90, 0xF4]);
        cpu.Cpu.RipPolicy = policy;
        string before = View(cpu);
        ulong epoch = cpu.Cpu.Epoch;

        cpu.Registers.Rip = 0x6000;
        if (completes)
        {
            cpu.Cpu.Run(10).Kind.ShouldBe(VcpuStopKind.IoPending);
            devices.First(d => d.IsWaiting).Release();
        }

        VcpuStop stop = cpu.Cpu.Run(10);

        (stop.Kind, stop.StartRip, stop.Epoch).ShouldBe((VcpuStopKind.Halted, 0x6002UL, epoch));
        string expected = completes ? Finish(program, Engine.Direct, Answers.Immediate, policy) : before;
        View(cpu)[..^12].ShouldBe(expected[..^12].Replace($"RIP={(completes ? Code + Length(program) : Code):X}", "RIP=6002", StringComparison.Ordinal));
        devices.First().LastToken.CanBeCanceled.ShouldBe(!program.Contains("mmio", StringComparison.Ordinal) && program != "push");
    }

    [Theory]
    [ClassData(typeof(Engines))]
    public void A08_A_register_write_does_not_cancel_and_the_instruction_overwrites_only_what_it_writes(Engine engine)
    {
        using TestCpu cpu = Waiting("in", engine, out TestDevice[] devices, out VcpuStop stop);

        cpu.Registers.Rax = 0x11223344;
        cpu.Registers.Rbx = 0x55;
        cpu.Registers.EFlags |= 1;
        cpu.Registers.Rax.ShouldBe(0x11223344UL);
        Step(cpu, devices);

        cpu.Registers.Rax.ShouldBe(0x1122335AUL);             // AL is the device's, even where the host wrote
        cpu.Registers.Rbx.ShouldBe(0x55UL);
        (cpu.Registers.EFlags & 1).ShouldBe(1u);
        cpu.Cpu.Epoch.ShouldBe(stop.Epoch);
    }

    [Theory]
    [ClassData(typeof(Engines))]
    public void A08_What_the_instruction_writes_wins_also_with_the_value_that_was_there(Engine engine)
    {
        using TestCpu cpu = Waiting("in", engine, out TestDevice[] devices, out _, rax: 0x5A);

        cpu.Registers.Rax = 0;
        Step(cpu, devices);

        cpu.Registers.Rax.ShouldBe(0x5AUL);
    }

    [Theory]
    [ClassData(typeof(Engines))]
    public void A08_What_a_host_writes_does_not_change_what_a_waiting_instruction_began_with(Engine engine)
    {
        using TestCpu cpu = Waiting("movsb", engine, out TestDevice[] devices, out _);
        VcpuRegisters r = cpu.Registers;

        (r.Rsi, r.Rdi, r.Rcx) = (0x1000, 0x2000, 77);
        r.SetSegment(SegmentRegister.Es, new SegmentValue(16, 0x10_0000, 0xFFFF, 0x93));
        r.Cr3 = 0x5000;
        r.EFlags |= 0x400;
        Step(cpu, devices);

        cpu.Read(0x5000, 1).ShouldBe([0x5A]);                  // the old ES:EDI, upwards
        (r.Rsi, r.Rdi, r.Rcx).ShouldBe((Mmio + 1UL, 0x5001UL, 77UL));
        r.GetSegment(SegmentRegister.Es).Base.ShouldBe(0x10_0000UL);
        (r.Cr3, r.EFlags & 0x400).ShouldBe((0x5000UL, 0x400u));
    }

    [Theory]
    [ClassData(typeof(Engines))]
    public void A08_What_is_shown_as_done_is_not_written_again(Engine engine)
    {
        using TestCpu cpu = Waiting("outsb", engine, out TestDevice[] devices, out VcpuStop stop);
        cpu.Cpu.RipPolicy = RipPolicy.KvmCompatible;

        cpu.Registers.Rsi.ShouldBe(0x5001UL);
        cpu.Registers.Rsi = 0x1234;
        Step(cpu, devices);

        (cpu.Registers.Rsi, cpu.Registers.Rip).ShouldBe((0x1234UL, stop.NextRip));
    }

    [Theory]
    [MemberData(nameof(Cancelled))]
    public void A08_CancelPendingIo_gives_up_and_the_instruction_runs_anew(Engine engine, string program)
    {
        foreach (RipPolicy policy in Enum.GetValues<RipPolicy>())
        {
            using TestCpu cpu = Waiting(program, engine, out TestDevice[] devices, out VcpuStop stop);
            string before = View(cpu);
            TestDevice dev = devices.First(d => d.IsWaiting);
            int accesses = dev.Log.Count;
            cpu.Cpu.RipPolicy = policy;
            _ = cpu.Registers.Rip;

            cpu.Cpu.CancelPendingIo().ShouldBeTrue();
            cpu.Cpu.CancelPendingIo().ShouldBeFalse();
            dev.LastToken.IsCancellationRequested.ShouldBeTrue();
            dev.Release();

            cpu.Cpu.IsWaiting.ShouldBeFalse();
            cpu.Cpu.Epoch.ShouldBe(stop.Epoch + 1);
            View(cpu).ShouldBe(before);
            VcpuStop again = cpu.Cpu.Run(1);
            (again.Kind, again.StartRip, again.Request!.Value.Id).ShouldBe((VcpuStopKind.IoPending, Code, stop.Request!.Value.Id + 1));
            dev.Log.Count.ShouldBe(accesses + 1);
        }
    }

    [Theory]
    [ClassData(typeof(Engines))]
    public void A08_An_NMI_whose_delivery_is_given_up_is_due_again(Engine engine)
    {
        using TestCpu cpu = new TestCpu(engine, Answers.Async).ProtectedMode(a =>
        {
            a.nop();
            a.nop();
        }).Gate(2, 0x3000);
        cpu.Mmio(Mmio);
        cpu.Registers.Rsp = Mmio + 0x100;
        cpu.Cpu.RaiseNmi();
        VcpuStop stop = cpu.Cpu.Run(1);
        (stop.Kind, stop.Committed, stop.StartRip, stop.NextRip).ShouldBe((VcpuStopKind.IoPending, false, Code, Code));

        cpu.Cpu.CancelPendingIo();
        cpu.Registers.Rsp = 0x9000;
        cpu.Cpu.Run(1);

        cpu.Registers.Rip.ShouldBe(0x3000UL);
        cpu.ReadNumber(0x8FF4, 4).ShouldBe(Code);
    }

    [Theory]
    [MemberData(nameof(Quirk))]
    public void A09_The_quirk_of_port_7E_is_opt_in(Engine engine, bool quirk, RipPolicy policy, bool after)
    {
        using TestCpu cpu = Waiting("out 7e", engine, out TestDevice[] devices, out VcpuStop stop);
        cpu.Cpu.RipPolicy = policy;
        cpu.Cpu.EarlyOut7E = quirk;

        cpu.Registers.Rip.ShouldBe(after ? stop.NextRip : Code);
        Step(cpu, devices);

        View(cpu).ShouldBe(Finish("out 7e", Engine.Direct, Answers.Immediate, RipPolicy.AtInstruction));
    }

    [Theory]
    [ClassData(typeof(Engines))]
    public void A09_The_quirk_is_for_that_port_alone(Engine engine)
    {
        using TestCpu cpu = Waiting("out", engine, out _, out _);
        cpu.Cpu.RipPolicy = RipPolicy.KvmCompatible;
        cpu.Cpu.EarlyOut7E = true;

        cpu.Registers.Rip.ShouldBe(Code);
    }

    private static Action<Assembler> Program(string program) => program switch
    {
        "in" => a => a.@in(al, dx),
        "out" => a => a.@out(dx, al),
        "out 7e" => a => a.@out(0x7E, al),
        "insb" => a => a.insb(),
        "rep insb" => a => a.rep.insb(),
        "outsb" => a => a.outsb(),
        "rep outsb" => a => a.rep.outsb(),
        "mmio read" => a => a.mov(al, __byte_ptr[ebx]),
        "mmio write" => a => a.mov(__byte_ptr[ebx], al),
        "wide mmio write" => a => a.mov(__dword_ptr[ebx + 0xFFE], eax),
        "push" => a => a.push(eax),
        "call" => a => a.call(0x7D00),
        "pusha" => a => a.pushad(),
        "rep stosb" => a => a.rep.stosb(),
        "movsb" => a => a.movsb(),
        _ => a => a.rep.movsb(),
    };

    private static uint Length(string program) => (uint)TestCpu.Assemble(32, Program(program)).Length;

    private static TestCpu Prepared(string program, Engine engine, Answers answers, out TestDevice[] devices, ulong rax = 0x12345678)
    {
        TestCpu cpu = new TestCpu(engine, answers).ProtectedMode(Program(program));
        devices = [cpu.Ports(0x50), cpu.Ports(0x7E), cpu.Mmio(Mmio, 0x2000)];
        Array.ForEach(devices, d => d.Value = 0x5A);
        cpu.Write(0x5000, [1, 2, 3]);
        VcpuRegisters r = cpu.Registers;
        (r.Rax, r.Rcx, r.Rdx, r.Rbx, r.Rsi, r.Rdi) = (rax, 3, 0x50, Mmio, 0x5000, 0x5000);
        r.Rdi = program is "rep stosb" or "rep movsb from ram" ? Mmio : r.Rdi;
        r.Rsi = program == "movsb" ? Mmio : r.Rsi;
        r.Rsp = program is "push" or "call" or "pusha" ? Mmio + 0x100 : r.Rsp;
        return cpu;
    }

    private static TestCpu Waiting(string program, Engine engine, out TestDevice[] devices, out VcpuStop stop, ulong rax = 0x12345678)
    {
        TestCpu cpu = Prepared(program, engine, Answers.Async, out devices, rax);
        stop = cpu.Cpu.Run(1);
        stop.Kind.ShouldBe(VcpuStopKind.IoPending);
        stop.StartRip.ShouldBe(Code);
        stop.NextRip.ShouldBe(Code + Length(program));
        return cpu;
    }

    /// <summary>Completes the instruction or iteration in progress.</summary>
    private static void Step(TestCpu cpu, TestDevice[] devices)
    {
        long count = cpu.Cpu.InstructionCount;
        while (cpu.Cpu.InstructionCount == count)
        {
            devices.FirstOrDefault(d => d.IsWaiting)?.Release();
            cpu.Cpu.Run(cpu.Cpu.IsWaiting ? 0 : 1);
        }
    }

    /// <summary>Runs the whole program and reads the registers at every stop.</summary>
    private static string Finish(string program, Engine engine, Answers answers, RipPolicy policy)
    {
        using TestCpu cpu = Prepared(program, engine, answers, out TestDevice[] devices);
        cpu.Cpu.RipPolicy = policy;
        do
        {
            Step(cpu, devices);
            _ = View(cpu);
        }
        while (cpu.Registers.Rip == Code);
        return View(cpu);
    }

    private static string View(TestCpu cpu)
    {
        VcpuRegisters r = cpu.Registers;
        string memory = Convert.ToHexString(cpu.Read(0x5000, 6));
        return $"RAX={r.Rax:X} RCX={r.Rcx:X} RDX={r.Rdx:X} RBX={r.Rbx:X} RSP={r.Rsp:X} RBP={r.Rbp:X} RSI={r.Rsi:X} RDI={r.Rdi:X} RIP={r.Rip:X} {r.EFlags:X} {memory}";
    }
}
