using GenEmu.Core;
using GenEmu.Replay;
using GenEmu.Tests.Support;
using Iced.Intel;
using static Iced.Intel.AssemblerRegisters;

namespace GenEmu.Tests.Replay;

/// <summary>Records a machine's run and repeats it on another machine, which is the same at every stop.</summary>
internal static class Seam
{
    /// <summary>Where flat code begins that <see cref="PlaceFlat"/> puts into memory.</summary>
    public const uint FlatCode = 0x1_0000;

    private const int MostStops = 2000;

    /// <summary>What was to be seen where a run ended.</summary>
    public sealed record Stop(MachineStopKind Kind, string Reason, long Instructions, ulong Rip, ulong Rcx, string Hash);

    /// <summary>A run to the next stop, whatever it is.</summary>
    public static Task<MachineStop> Run(Machine machine) => machine.RunAsync();

    /// <summary>A run of one step.</summary>
    public static Task<MachineStop> Step(Machine machine) => machine.Debugger.StepAsync(timeout: Rig.Limit);

    /// <summary>Records a run up to the guest's end of it.</summary>
    /// <param name="machine">The machine.</param>
    /// <param name="run">Runs to the next stop.</param>
    /// <param name="look">Called at every stop.</param>
    public static async Task<(Recording Recording, IReadOnlyList<Stop> Stops)> RecordAsync(Machine machine, Func<Machine, Task<MachineStop>> run, Action<Machine>? look = null)
    {
        machine.StartRecording();
        IReadOnlyList<Stop> stops = await FollowAsync(machine, run, look);
        using var file = new MemoryStream();
        machine.EndRecording().Write(file);
        var recording = Recording.Read(file.ToArray());
        recording.Entries.ShouldContain(entry => entry.Kind == EntryKind.Answer);             // something has depended on the host
        return (recording, stops);
    }

    /// <summary>Repeats a recording: the machine is the recorded one at every stop.</summary>
    public static async Task RepeatAsync(Machine machine, Recording recording, IReadOnlyList<Stop> stops, Func<Machine, Task<MachineStop>> run)
    {
        machine.Replay(recording);
        (await FollowAsync(machine, run)).ShouldBe(stops);
        machine.IsReplaying.ShouldBeFalse();
    }

    /// <summary>Records a run on one machine and repeats it on another.</summary>
    /// <returns>The recorded run's stops.</returns>
    public static async Task<IReadOnlyList<Stop>> CompareAsync(Machine first, Machine second, Func<Machine, Task<MachineStop>> run)
    {
        (Recording recording, IReadOnlyList<Stop> stops) = await RecordAsync(first, run);
        await RepeatAsync(second, recording, stops, run);
        return stops;
    }

    /// <summary>What every real-mode program here begins with: segments at 0, a stack, and the port in DX.</summary>
    public static void Begin(Assembler a)
    {
        RealMode.Begin(a);
        a.mov(es, ax);
        a.mov(dx, HostTimedPort.Port);
        a.mov(di, 0x2000);
    }

    /// <summary>Puts the boot processor into flat 32-bit protected mode, about to run a program.</summary>
    public static void PlaceFlat(Machine machine, Action<Assembler> program, int cpl = 0)
    {
        machine.Memory.Write(FlatCode, Gdb.GdbRig.Assemble(32, FlatCode, program));
        int privilege = cpl << 5;
        Place(machine, 0x11, cpl, new SegmentValue((ushort)(8 | cpl), 0, uint.MaxValue, (ushort)(0xC09B | privilege)), new SegmentValue((ushort)(16 | cpl), 0, uint.MaxValue, (ushort)(0xC093 | privilege)));
        machine.Cpu.Registers.Rip = FlatCode;
    }

    /// <summary>Puts the boot processor into virtual-8086 mode with IOPL 3, about to run a program.</summary>
    public static void PlaceVirtual8086(Machine machine, Action<Assembler> program)
    {
        const uint VirtualMode = 0x2_3002;
        machine.Memory.Write(FlatCode, Gdb.GdbRig.Assemble(16, 0, program));
        machine.Cpu.Registers.EFlags = VirtualMode;
        Place(machine, 0x11, 3, new SegmentValue((ushort)(FlatCode >> 4), FlatCode, 0xFFFF, 0xF3), new SegmentValue(0, 0, 0xFFFF, 0xF3));
        machine.Cpu.Registers.Rip = 0;
    }

    private static void Place(Machine machine, uint cr0, int cpl, SegmentValue code, SegmentValue data)
    {
        VcpuRegisters r = machine.Cpu.Registers;
        r.Cr0 = cr0;
        r.SetSegment(SegmentRegister.Cs, code);
        foreach (SegmentRegister segment in (SegmentRegister[])[SegmentRegister.Ds, SegmentRegister.Es, SegmentRegister.Ss])
        {
            r.SetSegment(segment, data);
        }

        r.SetSegment(SegmentRegister.Tr, new SegmentValue(0x28, 0x3000, 0xFF, 0x8B));          // zeros: every port is permitted
        r.Cpl = cpl;
        (r.Rsp, r.Rdx, r.Rdi) = (0x8000, HostTimedPort.Port, 0x2000);
    }

    private static async Task<IReadOnlyList<Stop>> FollowAsync(Machine machine, Func<Machine, Task<MachineStop>> run, Action<Machine>? look = null)
    {
        var stops = new List<Stop>();
        MachineStop stop;
        do
        {
            stop = await run(machine);
            look?.Invoke(machine);
            VcpuRegisters r = machine.Cpu.Registers;
            stops.Add(new Stop(stop.Kind, stop.Reason, stop.Instructions, r.Rip, r.Rcx, machine.StateHash().Value));
        }
        while (stop.Kind is MachineStopKind.Debug or MachineStopKind.UntilMatched && stops.Count < MostStops);

        stop.Kind.ShouldBe(MachineStopKind.Stopped, stop.Reason);
        return stops;
    }
}
