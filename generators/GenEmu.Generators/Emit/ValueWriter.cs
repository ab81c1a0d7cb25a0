using System.Globalization;

using GenEmu.Spec.Semantics;

using ValueType = GenEmu.Spec.Semantics.ValueType;

namespace GenEmu.Generators.Emit;

/// <summary>Spells a typed value in C#. Where registers and flags live is the emitter's.</summary>
internal abstract class ValueWriter
{
    private static readonly string[] SlotNames = ["dst", "src", "imm"];

    /// <summary>The C# name of a type.</summary>
    public static string TypeName(ValueType type) => type switch
    {
        ValueType.Bool => "bool",
        ValueType.UInt => "uint",
        ValueType.ULong => "ulong",
        ValueType.Vector => "Vector128<byte>",
        _ => "long",
    };

    /// <summary>The C# integer type of so many bytes.</summary>
    public static string Unsigned(int bytes) => bytes switch { 1 => "byte", 2 => "ushort", 4 => "uint", 16 => "Vector128<byte>", _ => "ulong" };

    /// <summary>The C# type of a local that holds an operand of so many bytes.</summary>
    public static string LocalType(int bytes) => bytes <= 4 ? "uint" : Unsigned(bytes);

    /// <summary>The local that holds an operand.</summary>
    public static string Slot(int slot) => SlotNames[slot];

    /// <summary>A register's offset in the register file.</summary>
    public static string Offset(string register) => "RegisterFile." + register[0] + char.ToLowerInvariant(register[1]);

    /// <summary>A local's name; the underscore keeps it apart from the emitter's own and from C#'s keywords.</summary>
    public static string Name(Value.Local local) => local.Name + "_";

    /// <summary>A number.</summary>
    public static string Number(long number) => number.ToString(CultureInfo.InvariantCulture);

    /// <summary>A mask.</summary>
    public static string Mask(uint mask) => "0x" + mask.ToString("X", CultureInfo.InvariantCulture) + "u";

    /// <summary>The value as a whole expression.</summary>
    public string Write(Value value) => Write(value, value.Type);

    /// <summary>The value as a whole expression, a constant in the given type.</summary>
    public string Write(Value value, ValueType type)
    {
        var text = Spell(value, type);
        return value is Value.Binary && text[0] == '(' ? text.Substring(1, text.Length - 2) : text;
    }

    /// <summary>The value cut to an operand of so many bytes.</summary>
    public string Cut(Value value, int bytes)
    {
        if (bytes == 16)
        {
            return Write(value, ValueType.Vector);
        }

        var natural = bytes == 8 ? ValueType.ULong : ValueType.UInt;
        return bytes >= 4 && (value.Type == natural || value is Value.Constant) ? Write(value, natural)
            : value is Value.Constant c ? $"({Unsigned(bytes)}){Number(bytes == 1 ? (byte)c.Number : (ushort)c.Number)}"
            : $"({Unsigned(bytes)}){Spell(value, value.Type)}";
    }

    /// <summary>An argument for a parameter of an intrinsic.</summary>
    public string Argument(Argument argument, ParameterKind kind) => kind switch
    {
        ParameterKind.Operand => Number(argument.Slot) + ", " + Number(argument.Bytes) + (argument.Aligned ? " | Transaction.Aligned" : ""),
        ParameterKind.Place => Number(argument.Slot),
        ParameterKind.Segment => argument.Slot >= 0 ? "o, " + Number(argument.Slot) : "Segment." + Capital(argument.Symbol),
        ParameterKind.Index => Offset(argument.Symbol),
        ParameterKind.Exception => "Vector." + Capital(argument.Symbol),
        ParameterKind.Bytes => Bytes(argument),
        ParameterKind.Known => Number(((Value.Constant)argument.Value!).Number),
        ParameterKind.Signed => Write(argument.Value!, ValueType.Long),
        ParameterKind.Bool => Write(argument.Value!),
        _ => argument.Value!.Type == ValueType.Long ? "(uint)" + Spell(argument.Value, ValueType.Long) : Write(argument.Value),
    };

    /// <summary>All arguments of an invocation.</summary>
    public string Arguments(Step.Invoke invoke) => string.Join(", ", invoke.Arguments.Zip(invoke.Intrinsic.Parameters, Argument));

    /// <summary>The place of an operand's bytes.</summary>
    protected abstract string Bytes(Argument argument);

    /// <summary>A register's value.</summary>
    protected abstract string Register(Value.Register register);

    /// <summary>A flag, 0 or 1.</summary>
    protected abstract string Flag(string name);

    /// <summary>The opcode's condition.</summary>
    protected abstract string Condition();

    /// <summary>rCX at the address size.</summary>
    protected abstract string Count();

    /// <summary>Whether an operand is memory.</summary>
    protected abstract string IsMemory(int slot);

    /// <summary>A call of an intrinsic that cannot stop.</summary>
    protected abstract string Query(Value.Query query);

    /// <summary>The value as part of an expression.</summary>
    protected string Spell(Value value, ValueType type) => value switch
    {
        Value.Constant c => Literal(c.Number, type),
        Value.Truth t => t.Is ? "true" : "false",
        Value.Loaded l => Slot(l.Slot),
        Value.Local l => Name(l),
        Value.Register r => Register(r),
        Value.Flag f => Flag(f.Name),
        Value.Condition => Condition(),
        Value.Count => Count(),
        Value.NextIp ip => ip.Width == 16 ? "(uint)(ushort)o->Next" : $"({TypeName(ip.Type)})o->Next",
        Value.Selector => "(uint)o->Immediate2",
        Value.IsMemory m => IsMemory(m.Slot),
        Value.Unary u => u.Operator + Spell(u.Operand, u.Type),
        Value.Binary b => Binary(b),
        Value.Choice c => $"({Spell(c.Test, ValueType.Bool)} ? {Spell(c.WhenTrue, c.Type)} : {Spell(c.WhenFalse, c.Type)})",
        Value.Convert { Type: ValueType.Vector } c => $"Vector128.CreateScalar((ulong){Spell(c.Operand, ValueType.ULong)}).AsByte()",
        Value.Convert c => c.Operand is Value.Constant n ? Literal(n.Number, c.Type) : $"({TypeName(c.Type)}){Spell(c.Operand, c.Operand.Type)}",
        Value.Truncate t => t.Width is 8 or 16 ? $"(uint)({Unsigned(t.Width / 8)}){Spell(t.Operand, t.Type)}" : $"({TypeName(t.Type)}){Spell(t.Operand, t.Type)}",
        Value.SignExtend s => $"(long)({(s.From switch { 8 => "sbyte", 16 => "short", 32 => "int", _ => "long" })}){Spell(s.Operand, s.Operand.Type)}",
        Value.Pure p => $"{p.Function.Owner}.{p.Function.Name}({string.Join(", ", p.Arguments.Zip(p.Function.Parameters, PureArgument))}){(p.Widened ? ".AsUInt64().ToScalar()" : "")}",
        Value.Query q => Query(q),
        _ => throw new InvalidOperationException("No spelling for " + value.GetType().Name),
    };

    private static string Literal(long number, ValueType type) => type switch
    {
        ValueType.ULong => unchecked((ulong)number).ToString(CultureInfo.InvariantCulture) + "UL",
        ValueType.Long => number < 0 ? "(" + Number(number) + "L)" : Number(number) + "L",
        _ => unchecked((uint)number).ToString(CultureInfo.InvariantCulture) + "u",
    };

    private static string Capital(string name) => name[0] + name.Substring(1).ToLowerInvariant();

    private string Binary(Value.Binary b)
    {
        if (b.Operator is "<<" or ">>")
        {
            var count = b.Right is Value.Constant c ? Number(c.Number) : "(int)" + Spell(b.Right, b.Right.Type);
            return $"({Spell(b.Left, b.Type)} {b.Operator} {count})";
        }

        var type = b.Type != ValueType.Bool || b.Operator is "&&" or "||" ? b.Type : b.Left is Value.Constant ? b.Right.Type : b.Left.Type;
        return $"({Spell(b.Left, type)} {b.Operator} {Spell(b.Right, type)})";
    }

    private string PureArgument(Value value, string parameter) => parameter switch
    {
        "int" when value is Value.Constant c => Number(c.Number),
        "int" => "(int)" + Spell(value, value.Type),
        "ulong" => Write(value, ValueType.ULong),
        "Vector128<byte>" when value.Type != ValueType.Vector => $"Vector128.CreateScalar((ulong){Spell(value, ValueType.ULong)}).AsByte()",
        "Vector128<byte>" => Write(value, ValueType.Vector),
        "long" => Write(value, ValueType.Long),
        _ => Write(value, ValueType.UInt),
    };
}
