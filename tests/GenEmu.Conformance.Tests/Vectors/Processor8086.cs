using System.Text.Json;

namespace GenEmu.Conformance.Tests.Vectors;

/// <summary>The 8086. Its set lists the defined flags itself.</summary>
public sealed class Processor8086 : VectorSet
{
    private const byte DivideError = 0;
    private const byte InvalidOpcode = 6;
    private const ushort UpperFlags = 0xF000;

    private readonly JsonElement _opcodes = VectorFolder.Path is null
        ? default
        : JsonDocument.Parse(File.ReadAllText(VectorFolder.File("8086", "metadata.json"))).RootElement.GetProperty("opcodes");

    public override string Name => "8086";

    public override bool Wraps => true;

    public override bool EndsWithHalt => false;

    public override double RequiredShare => 0.95;

    public override IReadOnlyList<DesignRule> Rules { get; } =
    [
        new(
            "An opcode that was an alias on the 8086 is another instruction",
            "SDM vol. 2, appendix A, opcode map",
            (_, i) => i.Opcode is >= 0x60 and <= 0x6F or 0xC0 or 0xC1 or 0xC8 or 0xC9,
            Adjust: null),
        new(
            "SAL /6 was SETMO on the 8086",
            "SDM vol. 2, SAL/SAR/SHL/SHR",
            (_, i) => i.Opcode is >= 0xD0 and <= 0xD3 && i.Reg == 6,
            Adjust: null),
        new(
            "x87 instructions are #UD without a floating-point unit",
            "docs/spec-language.md, ESC",
            (_, i) => i.Opcode is >= 0xD8 and <= 0xDF,
            (_, _, e) => e.ExpectFault(InvalidOpcode)),
        new(
            "A form that the 8086 executed somehow is #UD since the 80286",
            "SDM vol. 2, appendix A, opcode map",
            (_, i) => IsInvalid(i),
            (_, _, e) => e.ExpectFault(InvalidOpcode)),
        new(
            "MOV to segment register 4 or 5 loads FS or GS since the 80386",
            "SDM vol. 2, MOV",
            (_, i) => i.Opcode == 0x8E && i.Reg is 4 or 5,
            Adjust: null),
        new(
            "Shift counts are masked to five bits since the 80186",
            "SDM vol. 2, SAL/SAR/SHL/SHR",
            (test, i) => i.Opcode is 0xD2 or 0xD3 && (test.Initial(VectorRegister.Cx) & 0xFF) > 31,
            Adjust: null),
        new(
            "A divide error saves the address of the instruction, not of the next",
            "SDM vol. 3, interrupt 0, saved instruction pointer",
            (test, i) => IsDivideError(test, i),
            (_, _, e) => e.ExpectFault(DivideError)),
        new(
            "PUSH SP pushes the old value since the 80286",
            "SDM vol. 2, PUSH",
            (_, i) => i.Opcode == 0x54 || (i.Opcode == 0xFF && i.Reg == 6 && i.ModRm == 0xF4),
            (test, _, e) => e.ExpectOnStack(0, test.Initial(VectorRegister.Sp))),
        new(
            "The upper four FLAGS bits are pushed as ones by the 8086 only",
            "SDM vol. 1, identification of earlier processors",
            (_, i) => i.Opcode is 0x9C or 0xCC or 0xCD or 0xCE,
            (test, _, e) => e.Ignore(e.StackAddress(PushedFlagsAt(test)), UpperFlags)),
    ];

    public override ushort UndefinedFlags(VectorCase test, RealModeInstruction instruction)
    {
        JsonElement opcode = _opcodes.GetProperty(instruction.Opcode.ToString("X2", System.Globalization.CultureInfo.InvariantCulture));
        if (opcode.TryGetProperty("reg", out JsonElement groups))
        {
            opcode = groups.GetProperty(instruction.Reg.ToString(System.Globalization.CultureInfo.InvariantCulture));
        }

        return opcode.TryGetProperty("flags-mask", out JsonElement mask) ? (ushort)~mask.GetInt32() : (ushort)0;
    }

    private static bool IsInvalid(RealModeInstruction i) => i.Opcode switch
    {
        0x8D or 0xC4 or 0xC5 or 0x62 => !i.IsMemory,
        0x8E => i.Reg is 1 or 6 or 7,
        0x8F or 0xC6 or 0xC7 => i.Reg != 0,
        0xFE => i.Reg > 1,
        0xFF => i.Reg == 7 || (i.Reg is 3 or 5 && !i.IsMemory),
        _ => false,
    };

    private static bool IsDivideError(VectorCase test, RealModeInstruction i)
        => (i.Opcode == 0xD4 || (i.Opcode is 0xF6 or 0xF7 && i.Reg >= 6))
            && (ushort)(test.Initial(VectorRegister.Sp) - test.Final(VectorRegister.Sp)) == 6;

    private static int PushedFlagsAt(VectorCase test)
        => (ushort)(test.Initial(VectorRegister.Sp) - test.Final(VectorRegister.Sp)) == 6 ? 4 : 0;
}
