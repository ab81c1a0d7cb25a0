using GenEmu.Spec;
using GenEmu.Spec.Semantics;

namespace GenEmu.Generators.Emit;

/// <summary>Registers are parameters by reference, so that the host can keep them in its own; memory operands are linear addresses.</summary>
internal sealed class FusedValueWriter(EquatableArray<OperandShape> shapes, int? condition) : ValueWriter
{
    /// <summary>The named registers that were spelled, by the names of their parameters.</summary>
    public SortedSet<string> Registers { get; } = new(StringComparer.Ordinal);

    /// <summary>The parameter that holds ESP.</summary>
    public string StackPointer
    {
        get
        {
            Registers.Add("sp");
            return "sp";
        }
    }

    /// <summary>The parameter that holds a register: <c>ax</c> for AL, AH, AX and EAX.</summary>
    public string Parameter(Value.Register register)
    {
        var name = register.Name.ToLowerInvariant();
        var parameter = name[1] is 'l' or 'h' ? name[0] + "x" : name;
        Registers.Add(parameter);
        return parameter;
    }

    /// <summary>Whether it is AH, BH, CH or DH.</summary>
    public static bool IsHigh(Value.Register register) => register.Width == 8 && register.Name[1] is 'H' or 'h';

    protected override string Register(Value.Register register) => (register.Width, IsHigh(register)) switch
    {
        (32, _) => Parameter(register),
        (16, _) => $"(uint)(ushort){Parameter(register)}",
        (_, true) => $"(uint)(byte)({Parameter(register)} >> 8)",
        _ => $"(uint)(byte){Parameter(register)}",
    };

    protected override string Flag(string name) => DirectValueWriter.FlagOf(name);

    protected override string Condition() => DirectValueWriter.ConditionCode(condition!.Value);

    protected override string Count() => throw new InvalidOperationException("No fused form of a repetition");

    protected override string IsMemory(int slot) => shapes[slot].IsMemory() ? "true" : "false";

    protected override string Query(Value.Query query) => "m" + Number(query.Arguments[0].Slot);

    protected override string Bytes(Argument argument) => throw new InvalidOperationException("No fused form of a unit's function");
}
