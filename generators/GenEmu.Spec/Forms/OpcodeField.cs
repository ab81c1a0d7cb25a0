namespace GenEmu.Spec.Forms;

/// <summary>What the low bits of the opcode byte hold.</summary>
public enum OpcodeField
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>+r: a register in the low three bits.</summary>
    Register,

    /// <summary>+c: a condition in the low four bits.</summary>
    Condition,
}
