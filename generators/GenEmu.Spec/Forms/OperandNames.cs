namespace GenEmu.Spec.Forms;

/// <summary>The operands that may stand in a form.</summary>
internal static class OperandNames
{
    private const string SizeLetters = "bwdqvzypasxteif";

    /// <summary>The operand, or null if the language does not know it.</summary>
    public static Operand? Parse(string token, SourceSpan span) => Fixed(token, span) ?? Lettered(token, span);

    /// <summary>Says which part of an operand is unknown.</summary>
    public static string Explain(string token) => Kind(token[0]) is null
        ? $"'{token}' is not an operand: unknown letter '{token[0]}'."
        : $"'{token}' is not an operand: unknown size '{token.Substring(1)}'.";

    private static Operand? Fixed(string token, SourceSpan span)
    {
        Operand Make(OperandKind kind, OperandSize size) => new(kind, size, token, false, span);
        return token switch
        {
            "AL" or "CL" => Make(OperandKind.FixedRegister, OperandSize.Byte),
            "AX" or "DX" => Make(OperandKind.FixedRegister, OperandSize.Word),
            "eAX" => Make(OperandKind.FixedRegister, OperandSize.Operand32),
            "rAX" => Make(OperandKind.FixedRegister, OperandSize.Operand),
            "ST0" => Make(OperandKind.StackTop, OperandSize.Byte),
            "STi" => Make(OperandKind.Stack, OperandSize.Byte),
            "1" or "3" => Make(OperandKind.Constant, OperandSize.Byte),
            "ES" or "CS" or "SS" or "DS" or "FS" or "GS" => Make(OperandKind.FixedSegment, OperandSize.Word),
            "[rBX+AL]" => Make(OperandKind.TableByte, OperandSize.Byte),
            "Ibs" => new Operand(OperandKind.SignedImmediate, OperandSize.Operand, "", false, span),
            "Epv" => new Operand(OperandKind.RegisterOrMemory, OperandSize.Operand, "", true, span),
            "M" => new Operand(OperandKind.Memory, OperandSize.None, "", false, span),
            _ => null,
        };
    }

    private static Operand? Lettered(string token, SourceSpan span)
    {
        if (token.Length != 2 || Kind(token[0]) is not { } kind || SizeLetters.IndexOf(token[1]) is var size && size < 0)
        {
            return null;
        }

        var width = (OperandSize)(size + 1);
        if (!Exists(kind, width))
        {
            return null;
        }

        // A relative target is as wide as the instruction pointer; its letter only says how many bytes encode it.
        return kind == OperandKind.Target
            ? new Operand(kind, OperandSize.Operand, width == OperandSize.Byte ? "b" : "z", false, span)
            : new Operand(kind, width, "", false, span);
    }

    /// <summary>What has parts is memory (or a far pointer in the instruction), 128 bits an XMM register or memory.</summary>
    private static bool Exists(OperandKind kind, OperandSize size) => kind switch
    {
        OperandKind.Mmx or OperandKind.MmxRegister or OperandKind.MmxOrMemory => size is OperandSize.Dword or OperandSize.Qword,
        OperandKind.Xmm or OperandKind.XmmRegister or OperandKind.XmmOrMemory => size is OperandSize.Word or OperandSize.Dword or OperandSize.Qword or OperandSize.Vector,
        _ => size switch
        {
            OperandSize.FarPointer or OperandSize.Bounds or OperandSize.PseudoDescriptor =>
                kind is OperandKind.Memory or OperandKind.RegisterOrMemory or OperandKind.FarTarget,
            > OperandSize.PseudoDescriptor => kind == OperandKind.Memory,
            _ => true,
        },
    };

    private static OperandKind? Kind(char letter) => letter switch
    {
        'E' => OperandKind.RegisterOrMemory,
        'M' => OperandKind.Memory,
        'R' => OperandKind.Register,
        'G' => OperandKind.RegField,
        'S' => OperandKind.Segment,
        'C' => OperandKind.Control,
        'D' => OperandKind.Debug,
        'I' => OperandKind.Immediate,
        'J' => OperandKind.Target,
        'A' => OperandKind.FarTarget,
        'O' => OperandKind.Offset,
        'X' => OperandKind.StringSource,
        'Y' => OperandKind.StringDestination,
        'Z' => OperandKind.OpcodeRegister,
        'P' => OperandKind.Mmx,
        'N' => OperandKind.MmxRegister,
        'Q' => OperandKind.MmxOrMemory,
        'V' => OperandKind.Xmm,
        'U' => OperandKind.XmmRegister,
        'W' => OperandKind.XmmOrMemory,
        _ => null,
    };
}
