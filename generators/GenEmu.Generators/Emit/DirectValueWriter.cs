using GenEmu.Spec;
using GenEmu.Spec.Semantics;

namespace GenEmu.Generators.Emit;

/// <summary>Registers are the vCPU's own; flags travel in the handler's arguments.</summary>
internal sealed class DirectValueWriter(EquatableArray<OperandShape> shapes, bool flat, int? condition) : ValueWriter
{
    /// <summary>Where an operand is in memory.</summary>
    public DirectPlace Place(int slot) => shapes[slot] switch
    {
        OperandShape.StringSource => flat ? new(null, "(uint)c->Rsi") : new("o->Segment", "Direct.Index(c, o, RegisterFile.Si)"),
        OperandShape.StringDestination => flat ? new(null, "(uint)c->Rdi") : new("Segment.Es", "Direct.Index(c, o, RegisterFile.Di)"),
        _ => new(flat ? null : "o->Segment", Address),
    };

    /// <summary>The operand's effective address.</summary>
    private string Address => flat ? "Direct.Address32(c, o)" : "Direct.Address(c, o)";

    /// <summary>A condition code as an expression of the flag words.</summary>
    public static string ConditionCode(int code)
    {
        var test = (code >> 1) switch
        {
            0 => "LazyFlags.Of(carries) != 0",
            1 => "LazyFlags.Cf(carries) != 0",
            2 => "result == 0",
            3 => "LazyFlags.Cf(carries) != 0 || result == 0",
            4 => "LazyFlags.Sf(result, carries) != 0",
            5 => "LazyFlags.Pf(result, carries) != 0",
            6 => "LazyFlags.Sf(result, carries) != LazyFlags.Of(carries)",
            _ => "result == 0 || LazyFlags.Sf(result, carries) != LazyFlags.Of(carries)",
        };
        return (code & 1) != 0 ? $"!({test})" : $"({test})";
    }

    /// <summary>A flag as an expression of the flag words.</summary>
    public static string FlagOf(string name) => name switch
    {
        "CF" => "LazyFlags.Cf(carries)",
        "AF" => "LazyFlags.Af(carries)",
        "OF" => "LazyFlags.Of(carries)",
        "ZF" => "LazyFlags.Zf(result)",
        "SF" => "LazyFlags.Sf(result, carries)",
        "PF" => "LazyFlags.Pf(result, carries)",
        _ => "((c->SystemFlags >> 10) & 1u)",
    };

    protected override string Register(Value.Register register)
    {
        var load = $"*({Unsigned(register.Width / 8)}*)((byte*)c + {Offset(register.Name)})";
        return register.Width < 32 ? "(uint)" + load : load;
    }

    protected override string Flag(string name) => FlagOf(name);

    protected override string Condition() => ConditionCode(condition!.Value);

    protected override string Count() => "Direct.Count(c, o)";

    protected override string IsMemory(int slot) => shapes[slot].IsMemory() ? "true" : "false";

    protected override string Query(Value.Query query) => Address;

    protected override string Bytes(Argument argument) => shapes[argument.Slot].IsMemory()
        ? "at" + Number(argument.Slot)
        : $"(byte*)c + o->Register{Number(argument.Slot)}";
}
