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

    /// <summary>ModRM names a register, although no operand says so.</summary>
    RegisterOnly = 128,

    /// <summary>A memory operand of 128 bits may lie anywhere; else it must be aligned.</summary>
    Unaligned = 256,

    /// <summary>x87: runs without a look at pending exceptions.</summary>
    NoWait = 512,

    /// <summary>x87: a control instruction, which the instruction and data pointers do not record.</summary>
    Control = 1024,
}
