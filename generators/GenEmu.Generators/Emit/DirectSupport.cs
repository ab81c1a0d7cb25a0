using GenEmu.Spec;
using GenEmu.Spec.Semantics;

namespace GenEmu.Generators.Emit;

/// <summary>Decides which texts have a direct form: those all of whose calls have one.</summary>
internal static class DirectSupport
{
    private static readonly HashSet<string> Supported = new(StringComparer.Ordinal)
    {
        "CheckRead", "CheckWrite", "CheckPush", "CheckPop", "Push", "Pop", "Release", "Jump", "CheckJump", "CheckIo", "PortIn", "PortOut",
        "Address", "Raise", "SetDirectionFlag", "Advance", "CheckFpu", "CheckX87", "CheckMmx", "CheckSse", "RecordPointers", "EnterMmx",
        "Interrupt", "Breakpoint", "InterruptReturn",
    };

    private static readonly string[] Transfers = ["Jump", "Interrupt", "Breakpoint", "InterruptReturn"];

    /// <summary>Whether a text has a direct form.</summary>
    public static bool Allows(EquatableArray<Step> steps)
    {
        var all = steps.SelectMany(s => s.All()).ToArray();
        return all.All(Allows) && PopsOnce(steps, all);
    }

    /// <summary>Whether the text touches the stack.</summary>
    public static bool UsesStack(EquatableArray<Step> steps) => Calls(steps, "Push", "Pop", "Release", "CheckPush", "CheckPop");

    /// <summary>Whether the text accesses ports.</summary>
    public static bool UsesPorts(EquatableArray<Step> steps) => Calls(steps, "PortIn", "PortOut");

    /// <summary>Whether the text jumps.</summary>
    public static bool Jumps(EquatableArray<Step> steps) => Calls(steps, Transfers);

    /// <summary>Whether the text goes elsewhere as its last step, whatever it met before.</summary>
    public static bool EndsWithJump(EquatableArray<Step> steps) =>
        steps[steps.Count - 1] is Step.Invoke last && Transfers.Contains(last.Intrinsic.Name, StringComparer.Ordinal);

    /// <summary>Whether a jump's target is a number in the instruction.</summary>
    public static bool IsFixed(Value target, EquatableArray<OperandShape> shapes) => target.All().All(v => v switch
    {
        Value.Loaded loaded => shapes[loaded.Slot] == OperandShape.Immediate,
        Value.Truncate or Value.Convert or Value.Constant => true,
        _ => false,
    });

    /// <summary>Whether the opcode holds a condition that the text looks at.</summary>
    public static bool UsesCondition(EquatableArray<Step> steps) =>
        steps.SelectMany(s => s.All()).SelectMany(s => s.Values()).SelectMany(v => v.All()).OfType<Value.Condition>().Any();

    /// <summary>Whether a device's register may be the operand: it is accessed once, in one direction, and nothing else can fail or wait.</summary>
    public static bool MeetsDevices(EquatableArray<Step> steps, EquatableArray<OperandShape> shapes)
    {
        bool IsMemory(int slot) => shapes[slot] == OperandShape.Memory;
        var loads = steps.OfType<Step.Load>().Where(l => IsMemory(l.Slot)).ToArray();
        var stores = steps.OfType<Step.Store>().Where(s => IsMemory(s.Slot)).ToArray();
        return shapes.Count(s => s.IsMemory()) == 1 && loads.Length + stores.Length == 1
            && loads.All(l => !l.ForWrite && l.Bytes <= 4) && stores.All(s => s.Bytes <= 4)
            && !steps.Any(s => s is Step.Branch { IsFactOnly: false } or Step.Invoke or Step.Fetch);
    }

    private static bool Calls(EquatableArray<Step> steps, params string[] names) =>
        steps.SelectMany(s => s.All()).OfType<Step.Invoke>().Any(i => names.Contains(i.Intrinsic.Name, StringComparer.Ordinal));

    private static bool Allows(Step step) => step switch
    {
        Step.Invoke { Intrinsic.Name: "CheckPush" or "CheckPop" } i => i.Arguments[0].Value is Value.Constant { Number: 1 },
        Step.Invoke i when i.Intrinsic.Is(IntrinsicTraits.Unit) => true,
        Step.Invoke i => Supported.Contains(i.Intrinsic.Name),
        _ => true,
    } && step.Values().SelectMany(v => v.All()).OfType<Value.Query>().All(q => Supported.Contains(q.Intrinsic.Name));

    /// <summary>The stack pointer moves once, after the last check; more items would each need their own.</summary>
    private static bool PopsOnce(EquatableArray<Step> steps, Step[] all)
    {
        var moves = all.Count(s => s is Step.Invoke { Intrinsic.Name: "Push" or "Pop" });
        return moves == 0 || (moves == 1 && steps.Any(s => s is Step.Invoke { Intrinsic.Name: "Push" or "Pop" }));
    }
}
