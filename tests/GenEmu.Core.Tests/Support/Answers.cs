namespace GenEmu.Core.Tests.Support;

/// <summary>Axes of rule F5: when devices answer, and whether there is a snapshot at the stop that a late answer makes.</summary>
public enum Answers
{
    Immediate,
    Async,

    /// <summary>Later; at every stop the state is saved, the vCPU reset, the state loaded, and the access offered to its device again.</summary>
    Restored,
}
