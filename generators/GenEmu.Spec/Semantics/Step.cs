namespace GenEmu.Spec.Semantics;

/// <summary>One step of a lowered text: every access is a step of its own, in order.</summary>
/// <param name="Span">The part of the text it comes from.</param>
public abstract record Step(SourceSpan Span)
{
    /// <summary>Reads an operand, probing it for write if the text also writes it.</summary>
    public sealed record Load(int Slot, int Bytes, bool ForWrite, bool Aligned, SourceSpan Span) : Step(Span);

    /// <summary>Reads an operand that a unit's function gets by its place.</summary>
    public sealed record Fetch(int Slot, int Bytes, bool Aligned, SourceSpan Span) : Step(Span);

    /// <summary>Writes an operand.</summary>
    public sealed record Store(int Slot, int Bytes, bool Aligned, Value Value, SourceSpan Span) : Step(Span);

    /// <summary>Writes a general register.</summary>
    public sealed record SetRegister(Value.Register Register, Value Value, SourceSpan Span) : Step(Span);

    /// <summary>Writes rCX at the address size.</summary>
    public sealed record SetCount(Value Value, SourceSpan Span) : Step(Span);

    /// <summary>Declares a local.</summary>
    public sealed record Declare(Value.Local Local, Value Value, SourceSpan Span) : Step(Span);

    /// <summary>Writes a local.</summary>
    public sealed record SetLocal(Value.Local Local, Value Value, SourceSpan Span) : Step(Span);

    /// <summary>Writes flags of a result of the given width; the mask is for Put, Set and Undefined.</summary>
    public sealed record SetFlags(FlagOperation Operation, int Width, uint Mask, EquatableArray<Value> Arguments, SourceSpan Span) : Step(Span);

    /// <summary>Calls an intrinsic.</summary>
    public sealed record Invoke(Intrinsic Intrinsic, EquatableArray<Argument> Arguments, int OperandSize, Value.Local? Result, SourceSpan Span) : Step(Span);

    /// <summary>Branches.</summary>
    public sealed record Branch(Value Condition, EquatableArray<Step> Then, EquatableArray<Step> Else, SourceSpan Span) : Step(Span)
    {
        /// <summary>Whether it only states facts about undefined flags: there is nothing to execute.</summary>
        public bool IsFactOnly => Then.Concat(Else).All(s => s is SetFlags { Operation: FlagOperation.Undefined } or Branch { IsFactOnly: true });
    }

    /// <summary>The values that the step itself evaluates.</summary>
    public IEnumerable<Value> Values() => this switch
    {
        Store s => [s.Value],
        SetRegister s => [s.Value],
        SetCount s => [s.Value],
        Declare d => [d.Value],
        SetLocal s => [s.Value],
        SetFlags f => f.Arguments,
        Invoke i => i.Arguments.Select(a => a.Value).OfType<Value>(),
        Branch b => [b.Condition],
        _ => [],
    };

    /// <summary>This step and those inside its branches.</summary>
    public IEnumerable<Step> All() => this is Branch b ? b.Then.Concat(b.Else).SelectMany(s => s.All()).Prepend(this) : [this];
}
