namespace GenEmu.Spec.Forms;

/// <summary>The opcode maps.</summary>
public enum OpcodeMap
{
    /// <summary>One byte.</summary>
    Primary,

    /// <summary>0F.</summary>
    Escape0F,

    /// <summary>0F 38.</summary>
    Escape0F38,

    /// <summary>0F 3A.</summary>
    Escape0F3A,
}
