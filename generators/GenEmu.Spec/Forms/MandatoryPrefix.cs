namespace GenEmu.Spec.Forms;

/// <summary>A prefix that is part of the opcode.</summary>
public enum MandatoryPrefix
{
    /// <summary>Any prefix has its usual meaning.</summary>
    Any,

    /// <summary>NP: none of 66, F2 and F3.</summary>
    None,

    /// <summary>66.</summary>
    OperandSize,

    /// <summary>F2.</summary>
    RepeatNotZero,

    /// <summary>F3.</summary>
    Repeat,
}
