using Iced.Intel;

namespace GenEmu.Cli.Isa;

/// <summary>What there should be: the instructions that Iced knows for the processors that GenEmu follows.</summary>
internal static class Reference
{
    // Later processors gave some encodings another meaning: F3 before BSF, BSR and WBINVD, and the hints at 0F 18-1E.
    private const DecoderOptions AsOlderProcessors = DecoderOptions.ForceReservedNop | DecoderOptions.NoMPFX_0FBC
        | DecoderOptions.NoMPFX_0FBD | DecoderOptions.NoWbnoinvd;

    private static readonly HashSet<CpuidFeature> Families =
    [
        CpuidFeature.INTEL8086, CpuidFeature.INTEL186, CpuidFeature.INTEL286, CpuidFeature.INTEL386, CpuidFeature.INTEL486,
        CpuidFeature.CPUID, CpuidFeature.CX8, CpuidFeature.TSC, CpuidFeature.MSR, CpuidFeature.CMOV, CpuidFeature.SEP,
        CpuidFeature.SMM, CpuidFeature.PAUSE, CpuidFeature.MULTIBYTENOP, CpuidFeature.FPU, CpuidFeature.FPU287, CpuidFeature.FPU387,
        CpuidFeature.MMX, CpuidFeature.SSE, CpuidFeature.SSE2, CpuidFeature.FXSR, CpuidFeature.CLFSH,
    ];

    private static readonly byte[][] Prefixes = [[], [0x66], [0xF3], [0xF2], [0x67]];

    /// <summary>Every instruction that Iced finds behind any opcode, ModRM byte and prefix, one example each.</summary>
    public static IEnumerable<ReferenceInstruction> All()
    {
        var seen = new HashSet<(Code, int)>();
        foreach (int bits in (int[])[16, 32])
        {
            foreach (byte[] bytes in Examples())
            {
                Instruction instruction = Decode(bytes, bits);
                if (IsOurs(instruction) && seen.Add((instruction.Code, bits)))
                {
                    OpCodeInfo info = instruction.Code.ToOpCode();
                    yield return new ReferenceInstruction($"{info.ToOpCodeString()}  {info.ToInstructionString()}", bits, bytes);
                }
            }
        }
    }

    /// <summary>The first instruction in some bytes, as Iced reads them.</summary>
    public static Instruction Decode(byte[] bytes, int bits) => Decoder.Create(bits, new ByteArrayCodeReader(bytes), AsOlderProcessors).Decode();

    private static bool IsOurs(Instruction instruction)
        => !instruction.IsInvalid && instruction.CpuidFeatures.All(Families.Contains);

    private static IEnumerable<byte[]> Examples()
    {
        byte[] tail = new byte[8];
        foreach (byte[] prefix in Prefixes)
        {
            foreach (byte[] escape in (byte[][])[[], [0x0F]])
            {
                for (int opcode = 0; opcode < 256; opcode++)
                {
                    for (int modRm = 0; modRm < 256; modRm++)
                    {
                        yield return [.. prefix, .. escape, (byte)opcode, (byte)modRm, .. tail];
                    }
                }
            }
        }
    }
}
