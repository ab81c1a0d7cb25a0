namespace GenEmu.Core.Execution;

/// <summary>Which ModRM.mod a form takes.</summary>
internal enum ModMatch : byte
{
    Any,

    /// <summary>Only 0 to 2.</summary>
    Memory,

    /// <summary>Only 3.</summary>
    Register,
}
