using System.Text;
using GenEmu.Core;
using GenEmu.Core.Execution;

namespace GenEmu.Conformance.Tests.Fuzz;

/// <summary>Cases in one world, from one seed: each runs on both machines, and must end the same.</summary>
internal sealed unsafe class FuzzChunk(FuzzMachines machines, ulong seed)
{
    public const int Cases = 64;

    private readonly FuzzMachine _direct = machines.Direct;
    private readonly FuzzMachine _recorded = machines.Recorded;

    /// <summary>Instructions that retired.</summary>
    public long Retired { get; private set; }

    /// <summary>Runs the chunk.</summary>
    /// <param name="everyStep">Whether memory is compared after every case, and not only at the end.</param>
    /// <returns>What differs, or null.</returns>
    public string? Run(bool everyStep)
    {
        var random = new FuzzRandom(seed);
        var world = new FuzzWorld(ref random);
        var program = new FuzzProgram(world);
        _direct.Start(world, world.DirectAnswers);
        _recorded.Start(world, world.RecordedAnswers);
        long before = _direct.Cpu.InstructionCount;
        for (int i = 0; i < Cases; i++)
        {
            program.Next(ref random);
            string? difference = RunCase(world, program);
            difference ??= everyStep || i == Cases - 1 ? CompareMemory() : null;
            if (difference is not null)
            {
                return Describe(world, program, i, difference);
            }
        }

        Retired = _direct.Cpu.InstructionCount - before;
        return null;
    }

    private string? RunCase(FuzzWorld world, FuzzProgram program)
    {
        (long directBefore, long recordedBefore) = (_direct.Cpu.InstructionCount, _recorded.Cpu.InstructionCount);
        VcpuStop left;
        VcpuStop right;
        try
        {
            left = _direct.Run(world, program);
            right = _recorded.Run(world, program);
        }
        catch (Exception e) when (e is InternalErrorException or InvalidOperationException or IndexOutOfRangeException or NullReferenceException or OverflowException or ArgumentException)
        {
            return $"a host exception: {e}";
        }

        bool sameWay = world.DirectAnswers == world.RecordedAnswers;
        return !FuzzState.AreEqual(_direct.Cpu.State, _recorded.Cpu.State) ? string.Join("; ", FuzzState.Differences(_direct.Cpu.State, _recorded.Cpu.State))
            : _direct.Cpu.InstructionCount - directBefore is var count && _recorded.Cpu.InstructionCount - recordedBefore is var other && count != other
                ? $"retired: direct {count}, recorded {other}"
            : Comparable(left) != Comparable(right) ? $"stop: direct {left}, recorded {right}"
            : !_direct.Device.Log.SequenceEqual(_recorded.Device.Log) ? $"device: direct {Join(_direct.Device.Log)}; recorded {Join(_recorded.Device.Log)}"
            : sameWay && !_direct.Waits.Select(Comparable).SequenceEqual(_recorded.Waits.Select(Comparable)) ? $"waits: direct {Join(_direct.Waits)}; recorded {Join(_recorded.Waits)}"
            : null;
    }

    /// <summary>A stop without what counts the bus' accesses, of which direct ones are not counted.</summary>
    private static VcpuStop Comparable(VcpuStop stop) => stop with { Request = stop.Request is { } request ? request with { Id = 0 } : null };

    private static string Join<T>(IEnumerable<T> items) => string.Join(", ", items);

    private string? CompareMemory() => Compare("memory", _direct.Memory, _recorded.Memory) ?? Compare("device's memory", _direct.Device.Contents, _recorded.Device.Contents);

    private static string? Compare(string what, ReadOnlySpan<byte> direct, ReadOnlySpan<byte> recorded)
    {
        int at = direct.CommonPrefixLength(recorded);
        return at == direct.Length ? null : $"{what} at {at:X}: direct {Bytes(direct, at)}, recorded {Bytes(recorded, at)}";
    }

    private static string Bytes(ReadOnlySpan<byte> memory, int at) => Convert.ToHexString(memory.Slice(at, Math.Min(8, memory.Length - at)));

    private string Describe(FuzzWorld world, FuzzProgram program, int index, string difference)
    {
        var text = new StringBuilder();
        text.AppendLine($"Seed {seed:X}, case {index}: {world}").AppendLine($"  {difference}");
        string registers = string.Join(' ', program.Registers.Select((r, i) => $"{(Iced.Intel.Register)((int)Iced.Intel.Register.EAX + i)}={r:X}"));
        text.AppendLine($"  {registers} EFLAGS={program.Flags:X} budget {program.Budget}{(program.HasInterrupt ? ", INTR" : "")}");
        VcpuStateText(text, world);
        var decoder = Iced.Intel.Decoder.Create(world.CodeMode == CodeMode.Bits32 ? 32 : 16, program.Code.ToArray());
        decoder.IP = (uint)(program.Address - world.State.Cs.Base);
        while (decoder.IP - (uint)(program.Address - world.State.Cs.Base) < (ulong)program.Instructions.Length)
        {
            int from = (int)(decoder.IP - (uint)(program.Address - world.State.Cs.Base));
            Iced.Intel.Instruction instruction = decoder.Decode();
            text.AppendLine($"  {instruction.IP:X}: {Convert.ToHexString(program.Code.Slice(from, instruction.Length))} {instruction}");
        }

        return text.ToString();
    }

    private static void VcpuStateText(StringBuilder text, FuzzWorld world)
    {
        Core.Cpu.VcpuState s = world.State;
        (string Name, Core.Cpu.SegmentCache Segment)[] segments = [("ES", s.Es), ("CS", s.Cs), ("SS", s.Ss), ("DS", s.Ds), ("FS", s.Fs), ("GS", s.Gs)];
        string all = string.Join(' ', segments.Select(x => $"{x.Name}={x.Segment.Selector:X}:{x.Segment.Base:X}+{x.Segment.Limit:X}/{x.Segment.Access:X}"));
        text.AppendLine($"  {all} CR0={s.Cr0:X} CR4={s.Cr4:X}");
    }
}
