using GenEmu.Core.Debug;
using GenEmu.Tests.Support;
using Iced.Intel;
using static Iced.Intel.AssemblerRegisters;

namespace GenEmu.Tests.Replay;

/// <summary>Rule F4 by its numbers, as <see cref="RecordedSeamsTests"/>: what debuggers do, the guest's and the host's.</summary>
public sealed class RecordedDebuggingTests
{
    private const uint Buffer = 0x2000;
    private const int DebugVector = 1;
    private const int Count = 0x500;
    private const int Log = 0x600;

    [Theory]
    [InlineData("real", false)]
    [InlineData("real", true)]
    [InlineData("protected", false)]
    [InlineData("protected", true)]
    [InlineData("user", false)]
    [InlineData("user", true)]
    [InlineData("V86", false)]
    [InlineData("V86", true)]
    public async Task F04_02_Port_breakpoints_stop_after_every_iteration_of_every_kind_of_guest(string guest, bool recordOnly)
    {
        await using Machine first = Create(Repetitions, recordOnly);
        await using Machine second = Create(Repetitions, recordOnly);
        switch (guest)
        {
            case "protected" or "user":
                Seam.PlaceFlat(first, TwoRepetitions, guest == "user" ? 3 : 0);
                break;
            case "V86":
                Seam.PlaceVirtual8086(first, TwoRepetitions);
                break;
        }

        first.Debugger.Add(HostBreakpointKind.Io, HostTimedPort.Port);

        IReadOnlyList<Seam.Stop> stops = await Seam.CompareAsync(first, second, Seam.Run);

        stops.Where(stop => stop.Kind == MachineStopKind.Debug).Select(stop => stop.Rcx & 0xFFFF).ShouldBe([2UL, 1, 0, 1, 0]);
    }

    [Fact]
    public async Task F04_03_Data_breakpoints_see_what_INS_and_OUTS_touch()
    {
        await using Machine first = Create(Watch);
        await using Machine second = Create(Watch);

        await Seam.CompareAsync(first, second, Seam.Step);

        Word(second, Count).ShouldBe(3);
        (Word(second, Log), Word(second, Log + 2), Word(second, Log + 4)).ShouldBe((2, 0, 0));         // CX after the iteration that touched it
        static void Watch(Assembler a)
        {
            Seam.Begin(a);
            RealMode.Handle(a, DebugVector, () => NoteCount(a));
            a.mov(eax, Buffer + 1);
            a.mov(dr0, eax);
            a.mov(eax, Buffer + 3);
            a.mov(dr1, eax);
            a.mov(eax, 0x0031_040A);                 // DR0 writes, DR1 reads and writes, a byte each
            a.mov(dr7, eax);
            a.mov(cx, 4);
            a.rep.insb();
            a.mov(si, (short)Buffer);
            a.mov(cx, 4);
            a.rep.outsb();
            a.@out(Rig.StopPort, al);
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task F04_09_No_step_is_swallowed(bool hostSteps)
    {
        await using Machine first = Create(Stepped);
        await using Machine second = Create(Stepped);

        await Seam.CompareAsync(first, second, hostSteps ? Seam.Step : Seam.Run);

        Word(second, Count).ShouldBe(8);
        static void Stepped(Assembler a)
        {
            Seam.Begin(a);
            RealMode.Handle(a, DebugVector, () => NoteCount(a));
            a.push(0x0102);
            a.popf();
            a.@in(al, dx);
            a.@out(dx, al);
            a.mov(cx, 2);
            a.rep.insb();
            a.outsb();
            a.push(2);
            a.popf();                                // the last that is stepped over
            a.@out(Rig.StopPort, al);
        }
    }

    /// <summary>A recording, gone through, and then step by step back to its beginning.</summary>
    [Fact]
    public async Task F04_10_A_replay_steps_back_over_accesses_to_devices()
    {
        await using Machine first = Create(Repetitions);
        await using Machine second = Create(Repetitions);
        StateHash beginning = first.StateHash();
        (Recording recording, IReadOnlyList<Seam.Stop> stops) = await Seam.RecordAsync(first, Seam.Step);
        second.Replay(recording);
        using History history = second.KeepHistory();

        MachineStop stop = await second.RunAsync();

        (stop.Kind, stop.Instructions).ShouldBe((MachineStopKind.Stopped, stops[^1].Instructions), stop.Reason);
        foreach (Seam.Stop before in stops.Reverse().Skip(1))
        {
            (await history.StepBackAsync()).Kind.ShouldBe(MachineStopKind.Debug);
            (second.Cpu.InstructionCount, second.StateHash().Value).ShouldBe((before.Instructions, before.Hash));
        }

        (await history.StepBackAsync()).Kind.ShouldBe(MachineStopKind.Debug);
        second.StateHash().DifferencesTo(beginning).ShouldBeEmpty();
        (await history.StepBackAsync()).Kind.ShouldBe(MachineStopKind.HistoryBegins);
    }

    /// <summary>Both banks watch the same byte. Without the host's the guest goes the same way.</summary>
    [Fact]
    public async Task F04_13_The_hosts_breakpoints_are_not_the_guests()
    {
        await using Machine first = Create(Watched);
        await using Machine second = Create(Watched);
        await using Machine third = Create(Watched);
        first.Debugger.Add(HostBreakpointKind.Write, Buffer);
        first.Debugger.Add(HostBreakpointKind.Io, HostTimedPort.Port);

        (Recording recording, IReadOnlyList<Seam.Stop> stops) = await Seam.RecordAsync(first, Seam.Run);
        await Seam.RepeatAsync(second, recording, stops, Seam.Run);
        third.Replay(recording);
        third.Debugger.Clear();
        MachineStop stop = await third.RunAsync();

        stop.Kind.ShouldBe(MachineStopKind.Stopped, stop.Reason);
        third.StateHash().Value.ShouldBe(stops[^1].Hash);
        stops.Count(seen => seen.Kind == MachineStopKind.Debug).ShouldBe(6);
        Word(third, Count).ShouldBe(3);
        third.Cpu.Registers.GetDr(0).ShouldBe((ulong)Buffer);
        static void Watched(Assembler a)
        {
            Label loop = a.CreateLabel();
            Seam.Begin(a);
            RealMode.Handle(a, DebugVector, () => NoteCount(a));
            a.mov(eax, Buffer);
            a.mov(dr0, eax);
            a.mov(eax, 0x0001_0402);                 // writes, a byte
            a.mov(dr7, eax);
            a.mov(cx, 3);
            a.Label(ref loop);
            a.@in(al, dx);
            a.mov(__byte_ptr[Buffer], al);
            a.loop(loop);
            a.@out(Rig.StopPort, al);
        }
    }

    private static Machine Create(Action<Assembler> program, bool recordOnly = false) => Rig.Create(program, b => b.RecordOnly = recordOnly, new HostTimedPort());

    private static void Repetitions(Assembler a)
    {
        Seam.Begin(a);
        TwoRepetitions(a);
    }

    private static void TwoRepetitions(Assembler a)
    {
        a.mov(cx, 3);
        a.rep.insb();
        a.mov(esi, Buffer);
        a.mov(cx, 2);
        a.rep.outsb();
        a.@out(Rig.StopPort, al);
    }

    /// <summary>Counts, and notes CX.</summary>
    private static void NoteCount(Assembler a)
    {
        a.mov(si, __word_ptr[Count]);
        a.shl(si, 1);
        a.mov(__word_ptr[si + Log], cx);
        a.inc(__word_ptr[Count]);
    }

    private static int Word(Machine machine, int address)
    {
        byte[] bytes = new byte[2];
        machine.Memory.Read((ulong)address, bytes);
        return BitConverter.ToUInt16(bytes);
    }
}
