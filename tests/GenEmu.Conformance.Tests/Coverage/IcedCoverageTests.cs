using GenEmu.Spec.Forms;
using Iced.Intel;

namespace GenEmu.Conformance.Tests.Coverage;

/// <summary>opcodes.yaml describes exactly the instructions that Iced knows for the processor families that GenEmu claims.</summary>
public sealed class IcedCoverageTests
{
    // Later instructions took encodings that these families ignore or execute as hints: F3 before BSF, BSR and WBINVD, and 0F 18–1E.
    private const DecoderOptions AsOlderProcessors = DecoderOptions.ForceReservedNop | DecoderOptions.NoMPFX_0FBC
        | DecoderOptions.NoMPFX_0FBD | DecoderOptions.NoWbnoinvd;

    private static readonly HashSet<CpuidFeature> Families =
    [
        CpuidFeature.INTEL8086, CpuidFeature.INTEL186, CpuidFeature.INTEL286, CpuidFeature.INTEL386, CpuidFeature.INTEL486,
        CpuidFeature.CPUID, CpuidFeature.CX8, CpuidFeature.TSC, CpuidFeature.MSR, CpuidFeature.CMOV, CpuidFeature.SEP,
        CpuidFeature.SMM, CpuidFeature.PAUSE, CpuidFeature.MULTIBYTENOP, CpuidFeature.FPU, CpuidFeature.FPU287, CpuidFeature.FPU387,
        CpuidFeature.MMX, CpuidFeature.SSE, CpuidFeature.SSE2, CpuidFeature.FXSR, CpuidFeature.CLFSH,
    ];

    private readonly SpecForms _spec = SpecForms.Load();

    [Theory]
    [InlineData(16)]
    [InlineData(32)]
    public void The_spec_has_exactly_the_instructions_of_its_families(int bitness)
    {
        List<string> differences = [];
        foreach (OpcodeBytes encoding in OpcodeBytes.All.Where(e => !DecidedByTheText(e)))
        {
            Form? form = _spec.Find(encoding)?.Form;
            Instruction instruction = Decode(encoding, bitness);
            bool expected = IsOurs(instruction);
            if (expected != form is not null)
            {
                differences.Add($"{encoding}: Iced says {instruction.Code}, the spec {form?.Text ?? "nothing"}");
            }
        }

        differences.ShouldBeEmpty();
    }

    [Fact]
    public void Not64_marks_what_64_bit_mode_took_away_or_gave_another_meaning()
    {
        List<string> differences = [];
        foreach (OpcodeBytes encoding in OpcodeBytes.All.Where(e => e.Prefix == 0 && !DecidedByTheText(e)))
        {
            if (_spec.Find(encoding)?.Form is { } form && form.Words.HasFlag(FormWords.Not64) == ExistsIn64(encoding))
            {
                differences.Add($"{encoding}: {form.Text}");
            }
        }

        differences.ShouldBeEmpty();
    }

    /// <summary>Registers that do not exist are #UD by the instruction's text or its decoder, not for want of a form: MOV Sreg, CR and DR.</summary>
    private static bool DecidedByTheText(OpcodeBytes e) => e is { TwoByte: false, Opcode: 0x8C or 0x8E } or { TwoByte: true, Opcode: >= 0x20 and <= 0x23 };

    private static bool IsOurs(Instruction instruction)
        => !instruction.IsInvalid && instruction.CpuidFeatures.All(Families.Contains);

    private static bool ExistsIn64(OpcodeBytes encoding)
    {
        if (encoding is { TwoByte: false, Opcode: >= 0x40 and <= 0x4F })
        {
            return false;        // REX prefixes
        }

        // The sizes have mnemonics of their own (POPFQ, JRCXZ), but each mode shares one with the other by a prefix.
        byte[][] variants = [encoding.Bytes(), encoding.Bytes(0x66), encoding.Bytes(0x67)];
        return variants.Select(bytes => Decode(bytes, 64).Mnemonic).Intersect(variants.Select(bytes => Decode(bytes, 32).Mnemonic))
            .Any(mnemonic => mnemonic != Mnemonic.INVALID);
    }

    private static Instruction Decode(OpcodeBytes encoding, int bitness) => Decode(encoding.Bytes(), bitness);

    private static Instruction Decode(byte[] bytes, int bitness) => Decoder.Create(bitness, bytes, AsOlderProcessors).Decode();
}
