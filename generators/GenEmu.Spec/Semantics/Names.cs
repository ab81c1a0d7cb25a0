namespace GenEmu.Spec.Semantics;

/// <summary>The names that the language gives a meaning.</summary>
internal static class Names
{
    /// <summary>The EFLAGS mask of a flag, or 0.</summary>
    public static uint FlagMask(string name) => name switch
    {
        "CF" => 1,
        "PF" => 1 << 2,
        "AF" => 1 << 4,
        "ZF" => 1 << 6,
        "SF" => 1 << 7,
        "DF" => 1 << 10,
        "OF" => 1 << 11,
        _ => 0,
    };

    /// <summary>The six arithmetic flags.</summary>
    public const uint ArithmeticFlags = 1 | (1 << 2) | (1 << 4) | (1 << 6) | (1 << 7) | (1 << 11);

    /// <summary>The bytes of a register under a text's width, or 0 if the name is none.</summary>
    public static int RegisterBytes(string name, int size) => name switch
    {
        "AL" or "CL" or "DL" or "BL" or "AH" or "CH" or "DH" or "BH" => 1,
        "AX" or "CX" or "DX" or "BX" or "SP" or "BP" or "SI" or "DI" => Math.Max(size, 2),
        _ => 0,
    };

    /// <summary>Whether the name is a segment register's.</summary>
    public static bool IsSegment(string name) => name is "ES" or "CS" or "SS" or "DS" or "FS" or "GS";

    /// <summary>Whether the name is an exception that a text may raise.</summary>
    public static bool IsException(string name) => name is "UD" or "DE" or "BR" or "NM" or "GP";

    /// <summary>The slot of an operand's name in a form of so many operands, or -1.</summary>
    public static int Slot(string name, int operands) => name switch
    {
        "dst" or "target" => 0,
        "src" => operands == 1 ? 0 : 1,
        "imm" => operands - 1,
        "aux" => operands == 3 ? 2 : -1,
        _ => -1,
    };

    /// <summary>Whether the name is an operand's in some form.</summary>
    public static bool IsOperand(string name) => name is "dst" or "src" or "imm" or "aux" or "target";

    /// <summary>Whether a local may not take the name.</summary>
    public static bool IsReserved(string name) => IsOperand(name) || FlagMask(name) != 0 || RegisterBytes(name, 4) != 0 || IsSegment(name)
        || IsException(name) || name is "Cond" or "Count" or "size" or "bits" or "NextIp" or "flags";
}
