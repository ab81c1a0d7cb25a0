namespace GenEmu.Spec.Checking;

/// <summary>What a form does, derived from its text; flags are EFLAGS positions.</summary>
/// <param name="FlagsRead">Flags that it may read.</param>
/// <param name="FlagsWritten">Flags that it may write.</param>
/// <param name="FlagsUndefined">Flags that it leaves undefined whatever its operands.</param>
/// <param name="FlagsMaybeUndefined">Flags that it leaves undefined for some operands.</param>
/// <param name="CanFault">Whether it can fault.</param>
/// <param name="ReadsMemory">Whether it can read memory.</param>
/// <param name="WritesMemory">Whether it can write memory.</param>
/// <param name="DoesIo">Whether it accesses ports.</param>
/// <param name="EndsBlock">Whether the next instruction must be found anew.</param>
/// <param name="NeedsX87">Whether CR0 must allow the x87, or it faults.</param>
/// <param name="NeedsSse">Whether CR0 and CR4 must allow SSE, or it faults.</param>
/// <param name="IsRestartable">Whether at most one of its accesses can reach a device, so that it can be begun again until that one was made.</param>
public sealed record Facts(
    uint FlagsRead,
    uint FlagsWritten,
    uint FlagsUndefined,
    uint FlagsMaybeUndefined,
    bool CanFault,
    bool ReadsMemory,
    bool WritesMemory,
    bool DoesIo,
    bool EndsBlock,
    bool NeedsX87,
    bool NeedsSse,
    bool IsRestartable);
