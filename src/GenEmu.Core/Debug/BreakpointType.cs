namespace GenEmu.Core.Debug;

/// <summary>The R/W field of DR7 (SDM vol. 3, 17.2.4).</summary>
internal enum BreakpointType
{
    Execute,
    Write,

    /// <summary>Only with CR4.DE; without it the type is undefined and never matches here (rule C3).</summary>
    Io,
    ReadWrite,
}
