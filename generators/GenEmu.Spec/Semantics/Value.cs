namespace GenEmu.Spec.Semantics;

/// <summary>A typed expression.</summary>
/// <param name="Type">Its C# type.</param>
/// <param name="Width">Its width in bits; 0 if it takes the width of what it meets.</param>
/// <param name="Clean">Whether the bits above the width are known to be zero.</param>
public abstract record Value(ValueType Type, int Width, bool Clean)
{
    /// <summary>A number that takes the type and width of what it meets.</summary>
    public sealed record Constant(long Number) : Value(ValueType.UInt, 0, true);

    /// <summary>true or false.</summary>
    public sealed record Truth(bool Is) : Value(ValueType.Bool, 1, true);

    /// <summary>An operand that was loaded.</summary>
    public sealed record Loaded(int Slot, ValueType Type, int Width) : Value(Type, Width, true);

    /// <summary>A local.</summary>
    public sealed record Local(string Name, ValueType Type, int Width) : Value(Type, Width, true);

    /// <summary>A general register.</summary>
    public sealed record Register(string Name, ValueType Type, int Width) : Value(Type, Width, true);

    /// <summary>One arithmetic flag, 0 or 1.</summary>
    public sealed record Flag(string Name) : Value(ValueType.UInt, 0, true);

    /// <summary>Whether the condition in the opcode holds.</summary>
    public sealed record Condition() : Value(ValueType.Bool, 1, true);

    /// <summary>rCX at the address size.</summary>
    public sealed record Count() : Value(ValueType.UInt, 32, true);

    /// <summary>The IP of the next instruction, at the operand size.</summary>
    public sealed record NextIp(ValueType Type, int Width) : Value(Type, Width, true);

    /// <summary>The selector of a far pointer in the instruction.</summary>
    public sealed record Selector() : Value(ValueType.UInt, 16, true);

    /// <summary>Whether an operand is memory in the decoded shape.</summary>
    public sealed record IsMemory(int Slot) : Value(ValueType.Bool, 1, true);

    /// <summary>~ or !.</summary>
    public sealed record Unary(string Operator, Value Operand, ValueType Type, int Width, bool Clean) : Value(Type, Width, Clean);

    /// <summary>An infix operator; both sides have its operation's type, except a shift's count.</summary>
    public sealed record Binary(string Operator, Value Left, Value Right, ValueType Type, int Width, bool Clean) : Value(Type, Width, Clean);

    /// <summary>The conditional operator.</summary>
    public sealed record Choice(Value Test, Value WhenTrue, Value WhenFalse, ValueType Type, int Width, bool Clean) : Value(Type, Width, Clean);

    /// <summary>A C# conversion.</summary>
    public sealed record Convert(Value Operand, ValueType Type, int Width) : Value(Type, Width, true);

    /// <summary>The low bits, zero-extended.</summary>
    public sealed record Truncate(Value Operand, ValueType Type, int Width) : Value(Type, Width, true);

    /// <summary>The low bits, sign-extended to a long.</summary>
    public sealed record SignExtend(Value Operand, int From) : Value(ValueType.Long, 64, true);

    /// <summary>A call of a pure function; widened if 64-bit operands go through a function of vectors.</summary>
    public sealed record Pure(PureFunction Function, EquatableArray<Value> Arguments, bool Widened, ValueType Type, int Width) : Value(Type, Width, true);

    /// <summary>A call of an intrinsic that cannot stop.</summary>
    public sealed record Query(Intrinsic Intrinsic, EquatableArray<Argument> Arguments, ValueType Type, int Width) : Value(Type, Width, true);

    /// <summary>The values directly inside this one.</summary>
    public IEnumerable<Value> Children() => this switch
    {
        Unary u => [u.Operand],
        Binary b => [b.Left, b.Right],
        Choice c => [c.Test, c.WhenTrue, c.WhenFalse],
        Convert c => [c.Operand],
        Truncate t => [t.Operand],
        SignExtend s => [s.Operand],
        Pure p => p.Arguments,
        Query q => q.Arguments.Select(a => a.Value).OfType<Value>(),
        _ => [],
    };

    /// <summary>This value and all inside it.</summary>
    public IEnumerable<Value> All() => Children().SelectMany(c => c.All()).Prepend(this);
}
