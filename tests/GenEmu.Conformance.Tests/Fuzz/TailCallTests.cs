using GenEmu.Abstractions;
using GenEmu.Core;
using GenEmu.Core.Cpu;
using GenEmu.Core.Execution;
using GenEmu.Core.Io;
using GenEmu.Core.Memory;
using Xunit.Abstractions;

namespace GenEmu.Conformance.Tests.Fuzz;

/// <summary>Direct handlers jump to each other: the host's stack is as deep after a thousand instructions as after one.</summary>
/// <remarks>A handler loses its tail call when one of its locals has an address, which no compiler reports; guests would then overflow the host's stack.</remarks>
public sealed class TailCallTests(ITestOutputHelper output)
{
    private const uint Code = 0x1000;
    private const uint Data = 0x8000;
    private const uint Stack = 0xE000;
    private const int Repetitions = 30;
    private const int Rounds = 4;
    private const int LoopsPerRound = 24;

    // A write that runs recorded is less deep than a direct one; two dozen loops with a frame for each instruction are far deeper.
    private const int MostDifference = 4096;
    private const byte OutImmediate = 0xE6;
    private const byte JumpNear = 0xE9;

    [Fact]
    public void No_direct_handler_grows_the_stack()
    {
        using var memory = new PhysicalMemory(1 << 20);
        var bus = new IoBus();
        var probe = new DepthProbe();
        new DevicePortMap(bus.Ports, "probe").Claim(new PortClaim { Base = 0x80, Length = 1, Widths = AccessWidths.UpToDword }, (IPortDevice)probe);
        bus.Ports.Apply();
        using var cpu = new Vcpu(memory, bus);
        memory.TranslationsInvalid = cpu.FlushTranslations;
        List<string> grown = [];
        int checkedShapes = 0;
        foreach (FormInfo form in InstructionTable.Forms.Where(f => (f.Flags & FormFlags.EndsBlock) == 0))
        {
            foreach (FormShape shape in Shapes(form))
            {
                probe.Forget();
                Run(cpu, memory, form, shape);
                checkedShapes += probe.Writes > 1 ? 1 : 0;
                if (probe.Writes > 1 && probe.Highest - probe.Deepest > MostDifference)
                {
                    grown.Add($"{form.Op} {form.Text} {shape}: {probe.Highest - probe.Deepest} bytes");
                }
            }
        }

        output.WriteLine($"{checkedShapes} shapes");
        grown.ShouldBeEmpty();
        checkedShapes.ShouldBeGreaterThan(InstructionTable.Forms.Length / 2);
    }

    private static IEnumerable<FormShape> Shapes(FormInfo form)
    {
        (bool memory, bool register) = FormEncoder.Choices(form);
        foreach (int size in (int[])[4, 2])
        {
            if (register || !memory)
            {
                yield return new FormShape(size, 4, Memory: false);
            }

            if (memory)
            {
                yield return new FormShape(size, 4, Memory: true);
                yield return new FormShape(size, 4, Memory: true, Segment: Segment.Fs);
            }
        }
    }

    /// <summary>The instruction many times, a write to the probe, and all of it again.</summary>
    private static unsafe void Run(Vcpu cpu, PhysicalMemory memory, FormInfo form, in FormShape shape)
    {
        var random = new FuzzRandom(1);
        var encoder = new FormEncoder(CodeMode.Bits32) { Target = Data, MovesRegisters = false };
        Array.Fill(encoder.Registers, Data);
        encoder.Registers[4] = Stack;
        List<byte> code = [];
        for (int i = 0; i < Repetitions; i++)
        {
            encoder.Encode(ref random, form, shape);
            code.AddRange(encoder.Code);
        }

        code.AddRange([OutImmediate, 0x80, JumpNear]);
        code.AddRange(BitConverter.GetBytes(-(code.Count + 4)));
        memory.WriteRam(memory.System, Code, code.ToArray());
        Start(cpu, memory);
        for (int round = 0; round < Rounds; round++)
        {
            for (int i = 0; i < 8; i++)
            {
                (&cpu.State->Rax)[i] = i == 4 ? Stack : Data;
            }

            cpu.Run((Repetitions + 2) * LoopsPerRound);
        }
    }

    private static unsafe void Start(Vcpu cpu, PhysicalMemory memory)
    {
        cpu.Reset(ResetKind.PowerOn);
        memory.System.Contents.Slice((int)Data, 0x1000).Clear();
        VcpuRegisters r = cpu.Registers;
        r.Cr0 = Cr0.Pe | Cr0.Et | Cr0.Ne;
        r.Cr4 = Cr4.OsFxsr | Cr4.OsXmmExcpt;
        r.SetSegment(SegmentRegister.Cs, new SegmentValue(8, 0, uint.MaxValue, 0xC09B));
        foreach (SegmentRegister segment in (SegmentRegister[])[SegmentRegister.Ds, SegmentRegister.Es, SegmentRegister.Ss, SegmentRegister.Fs, SegmentRegister.Gs])
        {
            r.SetSegment(segment, new SegmentValue(16, 0, uint.MaxValue, 0xC093));
        }

        r.FpuControl = 0x37F;
        r.Rip = Code;
    }
}
