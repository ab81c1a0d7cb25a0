using GenEmu.Spec.Forms;
using GenEmu.Spec.Semantics;

namespace GenEmu.Spec.Checking;

/// <summary>Derives the facts of a form from its lowered text.</summary>
internal static class FactsReader
{
    private const uint Cf = 1;
    private const uint Zf = 1 << 6;
    private const uint ConditionFlags = Names.ArithmeticFlags & ~(1u << 4);

    /// <summary>The facts of a form.</summary>
    public static Facts Read(Form form, EquatableArray<Step> steps)
    {
        var all = steps.SelectMany(s => s.All()).ToArray();
        var values = all.SelectMany(s => s.Values()).SelectMany(v => v.All()).ToArray();
        var calls = all.OfType<Step.Invoke>().Select(i => i.Intrinsic).Concat(values.OfType<Value.Query>().Select(q => q.Intrinsic)).ToArray();
        var loads = all.OfType<Step.Load>().Count(l => form.Operands[l.Slot].CanBeMemory) + all.OfType<Step.Fetch>().Count(f => form.Operands[f.Slot].CanBeMemory);
        var stores = all.OfType<Step.Store>().Count(s => form.Operands[s.Slot].CanBeMemory);
        bool Any(IntrinsicTraits trait) => Array.Exists(calls, c => c.Is(trait));
        var accesses = loads + stores + calls.Count(c => c.Is(IntrinsicTraits.Waits));
        return new Facts(
            Union(values.Select(Reads)) | Union(all.OfType<Step.SetFlags>().Select(Reads)) | Union(calls.Where(c => c.Is(IntrinsicTraits.ReadsFlags)).Select(_ => Names.ArithmeticFlags)),
            Union(all.OfType<Step.SetFlags>().Select(Writes)) | Union(calls.Select(Writes)),
            Union(steps.OfType<Step.SetFlags>().Select(Undefines)),
            Union(all.OfType<Step.SetFlags>().Select(Undefines)),
            loads + stores > 0 || Any(IntrinsicTraits.Faults) || form.Words.HasFlag(FormWords.Cpl0) || form.Words.HasFlag(FormWords.Protected),
            loads > 0 || Array.Exists(calls, c => c.Is(IntrinsicTraits.Reads) && !c.Is(IntrinsicTraits.Io)),
            stores > 0 || Any(IntrinsicTraits.Writes),
            Any(IntrinsicTraits.Io),
            Any(IntrinsicTraits.EndsBlock),
            Array.Exists(calls, c => c.Name is "CheckFpu" or "CheckX87" or "CheckMmx"),
            Array.Exists(calls, c => c.Name == "CheckSse"),
            accesses <= 1);
    }

    private static uint Reads(Value value) => value switch
    {
        Value.Flag flag => Names.FlagMask(flag.Name),
        Value.Condition => ConditionFlags,
        _ => 0,
    };

    private static uint Reads(Step.SetFlags flags) => flags.Operation is FlagOperation.Inc or FlagOperation.Dec ? Cf : 0;

    private static uint Writes(Step.SetFlags flags) => flags.Operation switch
    {
        FlagOperation.Inc or FlagOperation.Dec => Names.ArithmeticFlags & ~Cf,
        FlagOperation.Rotate => Names.FlagMask("CF") | Names.FlagMask("OF"),
        FlagOperation.Put or FlagOperation.Set => flags.Mask,
        FlagOperation.Undefined => 0,
        _ => Names.ArithmeticFlags,
    };

    private static uint Writes(Intrinsic intrinsic) =>
        intrinsic.Is(IntrinsicTraits.WritesFlags) ? Names.ArithmeticFlags : intrinsic.Is(IntrinsicTraits.WritesZero) ? Zf : 0;

    private static uint Undefines(Step.SetFlags flags) => flags.Operation == FlagOperation.Undefined ? flags.Mask : 0;

    private static uint Union(IEnumerable<uint> masks) => masks.Aggregate(0u, (all, mask) => all | mask);
}
