using GenEmu.Spec.Semantics;

namespace GenEmu.Generators.Emit;

/// <summary>Registers and flags are the transaction's shadow copies.</summary>
internal sealed class RecordedValueWriter : ValueWriter
{
    protected override string Register(Value.Register register)
    {
        var load = $"*({Unsigned(register.Width / 8)}*)(t.Registers + {Offset(register.Name)})";
        return register.Width < 32 ? "(uint)" + load : load;
    }

    protected override string Flag(string name) => name switch
    {
        "CF" => "LazyFlags.Cf(t.Carries)",
        "AF" => "LazyFlags.Af(t.Carries)",
        "OF" => "LazyFlags.Of(t.Carries)",
        "ZF" => "LazyFlags.Zf(t.Result)",
        "SF" => "LazyFlags.Sf(t.Result, t.Carries)",
        "PF" => "LazyFlags.Pf(t.Result, t.Carries)",
        _ => "((t.SystemFlags >> 10) & 1u)",
    };

    protected override string Condition() => "LazyFlags.Condition(o->Condition, t.Result, t.Carries)";

    protected override string Count() => "(uint)t.Count(o)";

    protected override string IsMemory(int slot) => $"t.IsMemory(o, {slot})";

    protected override string Query(Value.Query query) => Call(query.Intrinsic, query.Arguments, 0, null);

    protected override string Bytes(Argument argument) => $"t.Place(o, {Number(argument.Slot)})";

    /// <summary>A call of a unit's function, or on the transaction.</summary>
    public string Call(Intrinsic intrinsic, GenEmu.Spec.EquatableArray<Argument> arguments, int size, string? result)
    {
        var isUnits = intrinsic.Is(IntrinsicTraits.Unit);
        var parts = new List<string>();
        if (isUnits)
        {
            parts.Add("t.Unit");
        }

        if (intrinsic.Is(IntrinsicTraits.TakesOp))
        {
            parts.Add("o");
        }

        parts.AddRange(arguments.Zip(intrinsic.Parameters, Argument));
        if (intrinsic.Is(IntrinsicTraits.Sized))
        {
            parts.Add(Number(size));
        }

        if (result is not null && !isUnits)
        {
            parts.Add("out " + result);
        }

        return $"{(isUnits ? "" : "t.")}{intrinsic.Name}({string.Join(", ", parts)})";
    }
}
