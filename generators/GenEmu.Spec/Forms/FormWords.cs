namespace GenEmu.Spec.Forms;

/// <summary>The words behind a form's operands.</summary>
[Flags]
public enum FormWords
{
    /// <summary>No word.</summary>
    None = 0,

    /// <summary>#UD in 64-bit mode.</summary>
    Not64 = 1,

    /// <summary>Exists only in 64-bit mode.</summary>
    Only64 = 2,

    /// <summary>#GP(0) unless CPL is 0.</summary>
    Cpl0 = 4,

    /// <summary>#UD in real and V86 mode.</summary>
    Protected = 8,

    /// <summary>LOCK is #UD although the instruction allows it elsewhere.</summary>
    NoLock = 16,

    /// <summary>64-bit operand size by default in 64-bit mode.</summary>
    Default64 = 32,

    /// <summary>64-bit operand size in 64-bit mode, whatever the prefixes.</summary>
    Force64 = 64,
}
