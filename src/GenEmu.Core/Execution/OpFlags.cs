namespace GenEmu.Core.Execution;

/// <summary>Prefixes as decoded.</summary>
[Flags]
internal enum OpFlags : byte
{
    None = 0,
    Rep = 1,
    Repne = 2,
    Lock = 4,

    /// <summary>REP or REPNE repeats this instruction.</summary>
    Repeats = 8,

    /// <summary>The bytes are no instruction; the recorded handler raises #UD.</summary>
    Invalid = 16,
}
