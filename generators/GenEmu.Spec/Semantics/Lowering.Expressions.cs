using GenEmu.Spec.Text;

namespace GenEmu.Spec.Semantics;

/// <content>Expressions.</content>
internal sealed partial class Lowering
{
    /// <summary>The typed value, or null after an error; what it has to load or call becomes steps before it.</summary>
    private Value? Evaluate(Expression expression) => expression switch
    {
        Expression.Number n => new Value.Constant(unchecked((long)n.Value)),
        Expression.Truth t => new Value.Truth(t.Value),
        Expression.Name n => EvaluateName(n),
        Expression.Unary u => EvaluateUnary(u),
        Expression.Binary { Operator: "&&" or "||" } b => EvaluateLogical(b),
        Expression.Binary b => EvaluateBinary(b),
        Expression.Choice c => EvaluateChoice(c),
        Expression.Cast c => Evaluate(c.Operand) is { } value ? Converted(c.Type, value, c.Operand.Span) : null,
        Expression.Call c => EvaluateCall(c),
        _ => null,
    };

    private Value? EvaluateCondition(Expression expression)
    {
        if (Evaluate(expression) is not { } value)
        {
            return null;
        }

        if (value.Type != ValueType.Bool)
        {
            Report(SpecRule.TypeMismatch, expression.Span, "A condition is expected; compare the number with something.");
            return null;
        }

        return value;
    }

    private Value? EvaluateName(Expression.Name name)
    {
        var id = name.Identifier;
        if (_locals.TryGetValue(id, out var local))
        {
            return local;
        }

        var bytes = Names.RegisterBytes(id, _shape.Size);
        var ipBits = _shape.OperandSize * 8;
        return id switch
        {
            "size" => new Value.Constant(_shape.Size),
            "bits" => new Value.Constant(_shape.Size * 8),
            "Cond" => new Value.Condition(),
            "Count" => new Value.Count(),
            "NextIp" => new Value.NextIp(Arithmetic.TypeOf(ipBits), ipBits),
            "selector" when _shape.FarTarget => new Value.Selector(),
            _ when Names.IsOperand(id) => LoadOperand(name),
            _ when bytes != 0 => new Value.Register(id, Arithmetic.TypeOf(bytes * 8), bytes * 8),
            _ when Names.FlagMask(id) != 0 => new Value.Flag(id),
            _ => Fail(SpecRule.UnknownName, name.Span, $"'{id}' is not an operand, a register, a flag or a local."),
        };
    }

    private Value? LoadOperand(Expression.Name name)
    {
        var slot = Names.Slot(name.Identifier, _shape.Operands.Count);
        if (slot < 0 || slot >= _shape.Operands.Count)
        {
            return Fail(SpecRule.MissingOperand, name.Span, $"A form has no operand '{name.Identifier}'.");
        }

        var bytes = _shape.Values[slot];
        if (bytes == 0)
        {
            return Fail(SpecRule.TypeMismatch, name.Span, $"'{name.Identifier}' is not one value in every form; read it with Part or take its Address.");
        }

        if (_loaded.Add(slot))
        {
            _steps.Add(new Step.Load(slot, bytes, _written.Contains(slot), IsAligned(bytes), name.Span));
        }

        return new Value.Loaded(slot, Arithmetic.TypeOf(bytes * 8), bytes * 8);
    }

    private Value? EvaluateUnary(Expression.Unary unary)
    {
        if (unary.Operator == "!")
        {
            return EvaluateCondition(unary.Operand) is not { } condition ? null
                : condition is Value.Truth truth ? new Value.Truth(!truth.Is)
                : new Value.Unary("!", condition, ValueType.Bool, 1, true);
        }

        if (Evaluate(unary.Operand) is not { } value)
        {
            return null;
        }

        if (value.Type == ValueType.Bool || (value.Type == ValueType.Vector && unary.Operator == "-"))
        {
            return Fail(SpecRule.TypeMismatch, unary.Span, $"'{unary.Operator}' takes a number.");
        }

        if (unary.Operator == "-")
        {
            return Arithmetic.Binary("-", new Value.Constant(0), value);
        }

        return value is Value.Constant constant
            ? new Value.Constant(~constant.Number)
            : new Value.Unary("~", value, value.Type, value.Width, value.Type != ValueType.UInt || value.Width == 32);
    }

    private Value? EvaluateBinary(Expression.Binary binary)
    {
        if (Evaluate(binary.Left) is not { } left || Evaluate(binary.Right) is not { } right)
        {
            return null;
        }

        return Arithmetic.Binary(binary.Operator, left, right)
            ?? Fail(SpecRule.TypeMismatch, binary.Span, $"'{binary.Operator}' takes two numbers, not a condition, and not a long with a ulong.");
    }

    private Value? EvaluateLogical(Expression.Binary binary)
    {
        if (EvaluateCondition(binary.Left) is not { } left || EvaluateSometimes(binary.Right, EvaluateCondition) is not { } right)
        {
            return null;
        }

        if (left is Value.Truth truth)
        {
            return truth.Is == (binary.Operator == "&&") ? right : truth;
        }

        return new Value.Binary(binary.Operator, left, right, ValueType.Bool, 1, true);
    }

    private Value? EvaluateChoice(Expression.Choice choice)
    {
        if (EvaluateCondition(choice.Condition) is not { } test)
        {
            return null;
        }

        if (test is Value.Truth truth)
        {
            return Evaluate(truth.Is ? choice.WhenTrue : choice.WhenFalse);
        }

        if (EvaluateSometimes(choice.WhenTrue, Evaluate) is not { } yes || EvaluateSometimes(choice.WhenFalse, Evaluate) is not { } no)
        {
            return null;
        }

        if (yes.Type == ValueType.Bool && no.Type == ValueType.Bool)
        {
            return new Value.Choice(test, yes, no, ValueType.Bool, 1, true);
        }

        if (Arithmetic.Common(yes, no) is not { } type)
        {
            return Fail(SpecRule.TypeMismatch, choice.Span, "Both sides of ?: must be numbers, or both conditions; a long does not go with a ulong.");
        }

        (yes, no) = (Arithmetic.As(yes, type), Arithmetic.As(no, type));
        var width = Math.Max(yes.Width, no.Width);
        var clean = width == 0 || (Arithmetic.IsCleanAt(yes, width) && Arithmetic.IsCleanAt(no, width));
        return new Value.Choice(test, yes, no, type, width, clean);
    }

    /// <summary>Evaluates what C# would evaluate only sometimes; an intrinsic that can stop would have to be called on one path only.</summary>
    private Value? EvaluateSometimes(Expression expression, Func<Expression, Value?> evaluate)
    {
        var before = _steps.Count;
        var value = evaluate(expression);
        if (_steps.Skip(before).OfType<Step.Invoke>().Any())
        {
            return Fail(SpecRule.ConditionalAccess, expression.Span, "A call that can stop stands in a part of an expression that is not always evaluated; use an if.");
        }

        return value;
    }

    private Value? Converted(string type, Value value, SourceSpan span) => type switch
    {
        "bool" => RequireType(value, ValueType.Bool, span),
        _ when value.Type == ValueType.Bool => Fail(SpecRule.TypeMismatch, span, "A condition is not a number; write 'condition ? 1 : 0'."),
        _ when value.Type == ValueType.Vector => Fail(SpecRule.TypeMismatch, span, "A vector is not a number; take its Packed.Low."),
        "byte" => new Value.Truncate(Arithmetic.As(value, ValueType.UInt), ValueType.UInt, 8),
        "ushort" => new Value.Truncate(Arithmetic.As(value, ValueType.UInt), ValueType.UInt, 16),
        "uint" => Raw(value, ValueType.UInt, 32),
        "ulong" => Raw(value, ValueType.ULong, 64),
        _ => Raw(value, ValueType.Long, 64),
    };

    /// <summary>A C# conversion. It keeps all 32 bits of an 8- or 16-bit operation's result, so that uint p = a * b holds the whole product.</summary>
    private static Value Raw(Value value, ValueType type, int width) => new Value.Convert(value, type, width);

    private Value? RequireType(Value value, ValueType type, SourceSpan span)
    {
        if ((value.Type == ValueType.Bool) != (type == ValueType.Bool))
        {
            return Fail(SpecRule.TypeMismatch, span, type == ValueType.Bool ? "A condition is expected; compare the number with something." : "A condition is not a number; write 'condition ? 1 : 0'.");
        }

        return type == ValueType.Bool ? value : Arithmetic.As(value, type);
    }

    private Value? Fail(SpecRule rule, SourceSpan span, string message)
    {
        Report(rule, span, message);
        return null;
    }
}
