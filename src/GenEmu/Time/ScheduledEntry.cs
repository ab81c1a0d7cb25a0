using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using GenEmu.Replay;

namespace GenEmu.Time;

/// <summary>Something that was posted to a machine.</summary>
/// <param name="Callback">What it does on the machine's thread.</param>
/// <param name="State">What it is called with; says what it is.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct ScheduledEntry(SendOrPostCallback Callback, object? State)
{
    /// <summary>By what a replay knows it again: what it is called with, which for code that awaited something is that method's own state.</summary>
    public string Name => NameOf(State) ?? Callback.Method.ToString() ?? "";

    private static string? NameOf(object? state) => state switch
    {
        MachineInput input => input.Name,
        HostAction action => action.Action.Method.Name,
        Action { Target: { } target } => target.GetType().ToString(),
        DeadlineWork work => work.ToString(),
        ITuple { Length: 2 } pair => NameOf(pair[1]),          // how a value-task source remembers a continuation and what to call it with
        not null => state.ToString(),
        _ => null,
    };
}
