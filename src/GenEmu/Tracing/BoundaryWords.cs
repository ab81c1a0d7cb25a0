using GenEmu.Core.Tracing;

namespace GenEmu;

/// <summary>The words for what an instruction boundary can bring.</summary>
internal static class BoundaryWords
{
    private static readonly (BoundaryEvents Event, string Word)[] Words =
    [
        (BoundaryEvents.Attention, "attention"), (BoundaryEvents.TaskSwitchTrap, "task-switch-trap"), (BoundaryEvents.Smi, "smi"), (BoundaryEvents.Init, "init"),
        (BoundaryEvents.DebugTrap, "debug-trap"), (BoundaryEvents.Nmi, "nmi"), (BoundaryEvents.Interrupt, "intr"), (BoundaryEvents.CodeBreakpoint, "code-breakpoint"),
        (BoundaryEvents.FetchFault, "fetch-fault"), (BoundaryEvents.DecodeFault, "decode-fault"), (BoundaryEvents.ExecutionFault, "execution-fault"),
    ];

    public static string Of(BoundaryEvents one) => Words.First(entry => entry.Event == one).Word;

    /// <summary>The members of a set, what goes first first.</summary>
    public static IEnumerable<BoundaryEvents> InOrder(BoundaryEvents set) => Words.Select(entry => entry.Event).Where(one => (set & one) != 0);
}
