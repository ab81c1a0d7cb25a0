namespace GenEmu.Core.Execution;

/// <summary>A prefix that is part of the opcode.</summary>
internal enum MandatoryPrefix : byte
{
    /// <summary>Any prefixes; they keep their usual meaning.</summary>
    Any,

    /// <summary>None of 66, F2, F3 (NP).</summary>
    None,

    /// <summary>66.</summary>
    OperandSize,

    /// <summary>F3.</summary>
    Rep,

    /// <summary>F2.</summary>
    Repne,
}
