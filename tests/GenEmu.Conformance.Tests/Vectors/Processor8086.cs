using System.Text.Json;

namespace GenEmu.Conformance.Tests.Vectors;

/// <summary>The 8086. Its set lists the defined flags itself.</summary>
public sealed class Processor8086 : VectorSet
{
    private const byte DivideError = 0;
    private const byte InvalidOpcode = 6;
    private const byte NoCoprocessor = 7;
    private const ushort UpperFlags = 0xF000;
    private const ushort Cf = 1;
    private const ushort Pf = 4;
    private const ushort Af = 0x10;
    private const ushort Zf = 0x40;
    private const ushort Sf = 0x80;

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
            "Without a coprocessor, said by CR0.EM, x87 instructions are #NM",
            "SDM vol. 3, 2.5, EM",
            (_, i) => i.Opcode is >= 0xD8 and <= 0xDF,
            (_, _, e) => e.ExpectFault(NoCoprocessor)),
        new(
            "A form that the 8086 executed somehow is #UD since the 80286",
            "SDM vol. 2, appendix A, opcode map",
            (_, i) => IsInvalid(i),
            (_, _, e) => e.ExpectFault(InvalidOpcode)),
        new(
            "MOV to segment register 4 or 5 loads FS or GS since the 80386",
            "SDM vol. 2, MOV",
            (_, i) => i.Opcode == 0x8E && i.Reg is 4 or 5,
            (test, _, e) => e.ExpectCompletion(test.Bytes.Length)),
        new(
            "Shift counts are masked to five bits since the 80186 (the 80286's cases prove it)",
            "SDM vol. 2, SAL/SAR/SHL/SHR",
            (test, i) => i.Opcode is 0xD2 or 0xD3 && (test.Initial(VectorRegister.Cx) & 0xFF) > 31,
            Adjust: null),
        new(
            "The most negative quotient is no divide error since the 80286",
            "SDM vol. 2, IDIV",
            (test, i) => IsDivideError(test, i) && i.Reg == 7 && MostNegativeQuotient(test, i) is not null,
            (test, i, e) =>
            {
                e.ExpectCompletion(test.Bytes.Length);
                (e[VectorRegister.Ax], e[VectorRegister.Dx]) = MostNegativeQuotient(test, i)!.Value;
            }),
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
        new(
            "REP inverted the sign of the 8086's quotient",
            "SDM vol. 2, IDIV",
            (_, i) => i.Repeated && i.Opcode is 0xF6 or 0xF7 && i.Reg == 7,
            (_, i, e) =>
            {
                ref ushort ax = ref e[VectorRegister.Ax];
                ax = i.Opcode == 0xF7 ? (ushort)-ax : (ushort)((ax & 0xFF00) | (byte)-ax);
            }),
        new(
            "DAS and DAA compare AL with 99h, not with 9Fh while AF is set",
            "SDM vol. 2, DAA, DAS",
            (test, i) => i.Opcode is 0x27 or 0x2F && (test.Initial(VectorRegister.Ax) & 0xFF) is >= 0x9A and <= 0x9F && (test.Initial(VectorRegister.Flags) & (Af | Cf)) == Af,
            (_, i, e) => AdjustHighDigit(e, i.Opcode == 0x27 ? 0x60 : -0x60)),
        new(
            "DAS sets CF when its first subtraction borrows",
            "SDM vol. 2, DAS",
            (test, i) => i.Opcode == 0x2F && (test.Initial(VectorRegister.Ax) & 0xFF) < 6 && (test.Initial(VectorRegister.Flags) & (Af | Cf)) == Af,
            (_, _, e) => e[VectorRegister.Flags] |= Cf),
        new(
            "AAA and AAS carry into AH since the 80286",
            "SDM vol. 2, AAA, AAS",
            (test, i) => CarriesIntoAh(test, i),
            (_, i, e) => e[VectorRegister.Ax] += (ushort)(i.Opcode == 0x37 ? 0x100 : -0x100)),
        new(
            "A push that wraps at offset FFFFh is a stack fault since the 80286, which cannot be delivered there",
            "SDM vol. 3, interrupt 12",
            (test, i) => i.PushesWord && test.Initial(VectorRegister.Sp) == 1,
            Adjust: null),
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

    /// <summary>AX and DX after a division whose quotient is 80h or 8000h; null for any other quotient.</summary>
    private static (ushort Ax, ushort Dx)? MostNegativeQuotient(VectorCase test, RealModeInstruction i)
    {
        (ushort ax, ushort dx) = (test.Initial(VectorRegister.Ax), test.Initial(VectorRegister.Dx));
        bool wide = i.Opcode == 0xF7;
        int divisor = wide ? (short)i.Operand(test) : (sbyte)i.Operand(test);
        int dividend = wide ? (dx << 16) | ax : (short)ax;
        if (divisor == 0 || (long)dividend / divisor != (wide ? short.MinValue : sbyte.MinValue))
        {
            return null;
        }

        var remainder = (int)((long)dividend % divisor);
        return wide ? ((ushort)0x8000, (ushort)remainder) : ((ushort)(((byte)remainder << 8) | 0x80), dx);
    }

    private static void AdjustHighDigit(VectorExpectation e, int difference)
    {
        ref ushort ax = ref e[VectorRegister.Ax];
        var al = (byte)(ax + difference);
        ax = (ushort)((ax & 0xFF00) | al);
        int flags = (e[VectorRegister.Flags] & ~(Sf | Zf | Pf)) | Cf;
        flags |= (al & 0x80) != 0 ? Sf : 0;
        flags |= al == 0 ? Zf : 0;
        flags |= int.IsEvenInteger(System.Numerics.BitOperations.PopCount(al)) ? Pf : 0;
        e[VectorRegister.Flags] = (ushort)flags;
    }

    private static bool CarriesIntoAh(VectorCase test, RealModeInstruction i)
    {
        int al = test.Initial(VectorRegister.Ax) & 0xFF;
        bool adjusts = (al & 15) > 9 || (test.Initial(VectorRegister.Flags) & Af) != 0;
        return adjusts && (i.Opcode switch { 0x37 => al + 6 > 0xFF, 0x3F => al < 6, _ => false });
    }
}
