using GenEmu.Core;
using GenEmu.Core.Kvm;
using GenEmu.Core.Tracing;
using GenEmu.Tests.Support;
using Iced.Intel;
using static Iced.Intel.AssemblerRegisters;

namespace GenEmu.Tests.Replay;

/// <summary>Rule F4 by its numbers: each of its features in a run that depends on the host, recorded, and repeated to the same states. <see cref="RecordedDebuggingTests"/> has those of debuggers.</summary>
public sealed class RecordedSeamsTests
{
    [Fact]
    public async Task F04_01_Answers_that_come_late_are_recorded_and_repeated()
    {
        await using Machine first = Create(ReadAndWrite);
        await using Machine second = Create(ReadAndWrite);
        await using Machine live = Create(ReadAndWrite);

        IReadOnlyList<Seam.Stop> stops = await Seam.CompareAsync(first, second, Seam.Step);

        (await live.RunAsync()).Kind.ShouldBe(MachineStopKind.Stopped);
        live.StateHash().DifferencesTo(second.StateHash()).ShouldContain("memory");          // without the recording it is another run
        stops.Count.ShouldBeGreaterThan(20);
    }

    /// <summary>RIP as the host reads it while IN and OUTS wait.</summary>
    [Theory]
    [InlineData(RipPolicy.AtInstruction, false, false)]
    [InlineData(RipPolicy.KvmCompatible, false, true)]
    [InlineData(RipPolicy.LegacyAdvance, true, true)]
    public async Task F04_04_The_RIP_policy_is_the_recorded_machines(RipPolicy policy, bool showsInDone, bool showsOutsDone)
    {
        await using Machine first = Create(InAndOuts);
        await using Machine second = Create(InAndOuts);
        first.Cpu.RipPolicy = policy;
        var waiting = new HashSet<ulong>();
        Slices slices = new(300), again = new(300);

        (Recording recording, IReadOnlyList<Seam.Stop> stops) = await Seam.RecordAsync(first, slices.RunAsync, machine =>
        {
            if (machine.PendingAccesses.Count > 0)
            {
                waiting.Add(machine.Cpu.Registers.Rip);
            }
        });
        await Seam.RepeatAsync(second, recording, stops, again.RunAsync);

        second.Cpu.RipPolicy.ShouldBe(policy);
        ulong input = (ulong)Gdb.GdbRig.Assemble(16, 0, Lead).Length;
        waiting.Order().ShouldBe([input + (showsInDone ? 1UL : 0), input + (showsOutsDone ? 2UL : 1)]);
    }

    /// <summary>From every snapshot with an access in flight another recording begins.</summary>
    [Fact]
    public async Task F04_05_A_snapshot_with_an_access_in_flight_begins_a_recording()
    {
        await using Machine reference = CreateTicking();
        Slices slices = new(250);
        var snapshots = new List<Snapshot>();
        while ((await slices.RunAsync(reference)).Kind == MachineStopKind.UntilMatched)
        {
            if (reference.PendingAccesses.Count > 0)
            {
                snapshots.Add(reference.TakeSnapshot());
            }
        }

        snapshots.Count.ShouldBeGreaterThan(30);
        foreach (Snapshot snapshot in snapshots.Where((_, i) => i % 9 == 0))
        {
            await using Machine first = CreateTicking();
            await using Machine second = CreateTicking();
            first.Restore(snapshot);
            first.PendingAccesses.Count.ShouldBe(1);
            await Seam.CompareAsync(first, second, Seam.Step);
            second.StateHash().DifferencesTo(reference.StateHash()).ShouldBeEmpty();
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task F04_06_What_one_engine_recorded_the_other_repeats(bool recordOnly)
    {
        await using Machine first = Create(ReadAndWrite, b => b.RecordOnly = recordOnly);
        await using Machine second = Create(ReadAndWrite, b => b.RecordOnly = !recordOnly);
        Slices slices = new(170), again = new(170);

        (Recording recording, IReadOnlyList<Seam.Stop> stops) = await Seam.RecordAsync(first, slices.RunAsync);
        await Seam.RepeatAsync(second, recording, stops, again.RunAsync);

        stops.Count.ShouldBeGreaterThan(20);
    }

    /// <summary>REP INSB meets a page that is not there: the handler maps it, and every byte of the device is in memory.</summary>
    [Fact]
    public async Task F04_07_INS_loses_no_data_to_a_page_fault()
    {
        const uint Absent = 0x2_0000;
        const uint Faults = 0x500;
        var device = new HostTimedPort();
        var other = new HostTimedPort();
        await using Machine first = Rig.Create(a => a.hlt(), device);
        await using Machine second = Rig.Create(a => a.hlt(), other);
        Seam.PlaceFlat(first, a =>
        {
            a.mov(edi, Absent - 2);
            a.mov(ecx, 4);
            a.rep.insb();
            a.@out(Rig.StopPort, al);
        });
        Paging.Prepare(first, Absent, Faults);

        await Seam.CompareAsync(first, second, Seam.Step);

        Read(second, Absent - 2, 4).ShouldBe(device.Answers);
        Read(second, Faults, 1).ShouldBe([1]);
        other.Answers.Count.ShouldBe(4);
    }

    /// <summary>Of the state that the CPU has; VMX' state is to follow.</summary>
    [Fact]
    public async Task F04_08_A_state_is_loaded_whole_or_not_at_all_and_the_check_is_named()
    {
        await using Machine first = Create(InAndOuts);
        await using Machine second = Create(InAndOuts);
        Slices slices = new(300), again = new(300);
        int refused = 0;

        (Recording recording, IReadOnlyList<Seam.Stop> stops) = await Seam.RecordAsync(first, slices.RunAsync, machine =>
        {
            var kvm = new KvmVcpu(machine.Cpu);
            KvmState state = kvm.Save();
            StateHash before = machine.StateHash();
            KvmState bad = state with { Regs = state.Regs with { Rax = 1 }, Debugregs = state.Debugregs with { Dr7 = 1UL << 32 } };
            Should.Throw<KvmException>(() => kvm.Load(bad)).Message.ShouldContain("DR7 100000000h has an upper half");
            machine.StateHash().DifferencesTo(before).ShouldBeEmpty();
            refused += machine.PendingAccesses.Count;
        });
        await Seam.RepeatAsync(second, recording, stops, again.RunAsync);

        refused.ShouldBeGreaterThan(3);
    }

    [Fact]
    public async Task F04_11_A_repeated_reset_names_the_same_port_value_and_place()
    {
        await using Machine first = CreateResetting();
        await using Machine second = CreateResetting();

        await Seam.CompareAsync(first, second, Seam.Step);

        string reset = first.LastReset.ShouldNotBeNull().ToString();
        reset.ShouldContain("Hard by chip, PortWrite CF9h/1 := 6h to chip, at F000:");
        second.LastReset.ShouldNotBeNull().ToString().ShouldBe(reset);
    }

    [Fact]
    public async Task F04_12_The_trace_of_boundaries_is_the_recorded_one()
    {
        var firstTrace = new StringWriter();
        var secondTrace = new StringWriter();
        await using Machine first = CreateInterrupting(firstTrace);
        await using Machine second = CreateInterrupting(secondTrace);

        await Seam.CompareAsync(first, second, Seam.Run);

        string[] events = EventsOf(firstTrace);
        (events.Length, events.Count(line => line.EndsWith("boundary nmi of nmi intr", StringComparison.Ordinal))).ShouldBe((12, 6));
        EventsOf(secondTrace).ShouldBe(events);
        Read(second, 0x500, 2).ShouldBe([6, 6]);

        // Where the board alone wants attention is between the board and the engine: a replay's slices end of themselves where the recorded run was ended.
        static string[] EventsOf(StringWriter trace) => [.. trace.ToString().Split(trace.NewLine).Where(line => line.Length > 0 && !line.Contains("boundary attention", StringComparison.Ordinal))];
    }

    private static Machine Create(Action<Assembler> program, Action<MachineBuilder>? configure = null) => Rig.Create(program, configure ?? (_ => { }), new HostTimedPort());

    private static Machine CreateTicking() => Rig.Create(TickingProgram.Write, new TickingDevice(), new TestInterruptController());

    /// <summary>A guest that presses the reset button itself, once.</summary>
    private static Machine CreateResetting() => Create(
        a =>
        {
            Label again = a.CreateLabel();
            Seam.Begin(a);
            a.inc(__word_ptr[0x500]);
            a.cmp(__word_ptr[0x500], 2);
            a.je(again);
            a.@in(al, dx);
            a.stosb();
            a.mov(dx, 0xCF9);
            a.mov(al, 2);
            a.@out(dx, al);
            a.mov(al, 6);
            a.@out(dx, al);
            a.Label(ref again);
            a.@out(Rig.StopPort, al);
        },
        b => b.Add("genemu.reset-control", "chip"));

    /// <summary>A guest whose every answer comes with an NMI and an interrupt.</summary>
    private static Machine CreateInterrupting(TextWriter trace) => Rig.Create(
        a =>
        {
            Label loop = a.CreateLabel();
            Seam.Begin(a);
            RealMode.Handle(a, 2, () => a.inc(__byte_ptr[0x500]));
            RealMode.Handle(a, TestInterruptController.Vector, () => a.inc(__byte_ptr[0x501]));
            a.sti();
            a.mov(cx, 3);
            a.Label(ref loop);
            a.@in(al, dx);
            a.@out(dx, al);
            a.loop(loop);
            a.@out(Rig.StopPort, al);
        },
        b => b.Trace(TraceKinds.Boundaries, trace),
        new HostTimedPort(host =>
        {
            foreach (string wire in (string[])["irq", "nmi"])
            {
                host.Wire(wire).Set(true);
                host.Wire(wire).Set(false);
            }
        }),
        new TestInterruptController());

    private static void ReadAndWrite(Assembler a)
    {
        Label loop = a.CreateLabel();
        Seam.Begin(a);
        a.mov(cx, 6);
        a.Label(ref loop);
        a.@in(ax, dx);
        a.stosw();
        a.@out(dx, ax);
        a.loop(loop);
        a.@out(Rig.StopPort, al);
    }

    private static void InAndOuts(Assembler a)
    {
        Lead(a);
        a.@in(al, dx);
        a.outsb();
        a.@out(Rig.StopPort, al);
    }

    private static void Lead(Assembler a)
    {
        Seam.Begin(a);
        a.mov(si, di);
    }

    private static byte[] Read(Machine machine, uint address, int length)
    {
        byte[] bytes = new byte[length];
        machine.Memory.Read(address, bytes);
        return bytes;
    }

    /// <summary>Runs that end after so many virtual nanoseconds each.</summary>
    private sealed class Slices(int nanoseconds)
    {
        private long _end;

        public Task<MachineStop> RunAsync(Machine machine)
        {
            _end += nanoseconds;
            return machine.RunAsync(Until.VirtualTime(TimeSpan.FromTicks(_end / 100)), Rig.Limit);
        }
    }

    /// <summary>Pages that are where they are, but for one, and a handler that maps it.</summary>
    private static class Paging
    {
        private const uint Directory = 0x4000;
        private const uint Table = 0x5000;
        private const uint Idt = 0x6000;
        private const uint Gdt = 0x7000;
        private const uint Handler = 0x1_1000;
        private const int PageFault = 14;

        public static void Prepare(Machine machine, uint absent, uint counter)
        {
            uint entry = Table + (absent >> 12 << 2);
            Write(machine, Directory, Table | 7);
            for (uint page = 0; page < 256; page++)
            {
                Write(machine, Table + (page * 4), page << 12 | 7);
            }

            Write(machine, entry, absent);
            Write(machine, Idt + (PageFault * 8), 8 << 16 | (Handler & 0xFFFF));
            Write(machine, Idt + (PageFault * 8) + 4, (Handler & 0xFFFF_0000) | 0x8E00);
            Write(machine, Gdt + 8, 0xFFFF);
            Write(machine, Gdt + 12, 0x00CF_9B00);
            machine.Memory.Write(Handler, Gdb.GdbRig.Assemble(32, Handler, a =>
            {
                a.or(__dword_ptr[entry], 7);
                a.inc(__dword_ptr[counter]);
                a.add(esp, 4);
                a.iretd();
            }));
            VcpuRegisters r = machine.Cpu.Registers;
            r.Idt = (Idt, 0xFF);
            r.Gdt = (Gdt, 0x17);
            r.Cr3 = Directory;
            r.Cr0 |= 0x8000_0000;
        }

        private static void Write(Machine machine, uint address, uint value) => machine.Memory.Write(address, BitConverter.GetBytes(value));
    }
}
