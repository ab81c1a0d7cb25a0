using GenEmu.Spec.Forms;

namespace GenEmu.Spec.Semantics;

/// <summary>What a form uses of the x87 and SSE units, by its opcode and its operands' letters; the checks and effects that follow are not written in texts.</summary>
[Flags]
public enum UnitUse
{
    /// <summary>Nothing.</summary>
    None = 0,

    /// <summary>An x87 instruction: #NM.</summary>
    X87 = 1,

    /// <summary>An x87 instruction that waits for pending exceptions: #MF.</summary>
    Wait = 2,

    /// <summary>An x87 instruction that the instruction and data pointers record.</summary>
    Pointers = 4,

    /// <summary>An MMX register: #UD, #NM, #MF, and the x87 stack becomes the MMX registers.</summary>
    Mmx = 8,

    /// <summary>An XMM register: #UD, #NM.</summary>
    Sse = 16,
}
