using GenEmu.Spec.Text;

namespace GenEmu.Spec.Semantics;

/// <content>The members of <c>flags</c>.</content>
internal sealed partial class Lowering
{
    private void LowerFlags(Expression.Call call)
    {
        var (operation, kinds) = call.Function switch
        {
            "Add" => (FlagOperation.Add, "nnn"),
            "Sub" => (FlagOperation.Sub, "nnn"),
            "Logic" => (FlagOperation.Logic, "n"),
            "Inc" => (FlagOperation.Inc, "n"),
            "Dec" => (FlagOperation.Dec, "n"),
            "Neg" => (FlagOperation.Neg, "nn"),
            "Shift" => (FlagOperation.Shift, "nff"),
            "Rotate" => (FlagOperation.Rotate, "ff"),
            "Mul" => (FlagOperation.Mul, "nb"),
            "Put" => (FlagOperation.Put, "mb"),
            "Set" => (FlagOperation.Set, "mn"),
            "Undefined" => (FlagOperation.Undefined, "m"),
            _ => (FlagOperation.Undefined, ""),
        };
        if (kinds.Length == 0)
        {
            Report(SpecRule.UnknownCall, call.NameSpan, $"'flags' has no member '{call.Function}'.");
        }
        else if (kinds.Length != call.Arguments.Count)
        {
            Report(SpecRule.WrongArguments, call.Span, $"'flags.{call.Function}' takes {kinds.Length} argument(s).");
        }
        else
        {
            AddFlags(operation, kinds, call);
        }
    }

    private void AddFlags(FlagOperation operation, string kinds, Expression.Call call)
    {
        var mask = 0u;
        var values = new List<Value>();
        for (var i = 0; i < kinds.Length; i++)
        {
            var expression = call.Arguments[i];
            if (kinds[i] == 'm')
            {
                if (FlagMask(expression) is not { } named)
                {
                    return;
                }

                mask = named;
            }
            else if (FlagArgument(kinds[i], expression) is { } value)
            {
                values.Add(value);
            }
            else
            {
                return;
            }
        }

        _steps.Add(new Step.SetFlags(operation, _shape.Size * 8, mask, new(values), _span));
    }

    private Value? FlagArgument(char kind, Expression expression)
    {
        if (Evaluate(expression) is not { } value)
        {
            return null;
        }

        return kind switch
        {
            'n' when value.Type == ValueType.Bool => Fail(SpecRule.TypeMismatch, expression.Span, "A number is expected here."),
            'n' => Arithmetic.Clean(value),
            'f' => value.Type == ValueType.Bool
                ? new Value.Choice(value, new Value.Constant(1), new Value.Constant(0), ValueType.UInt, 0, true)
                : Arithmetic.As(value, ValueType.UInt),
            _ => value.Type == ValueType.Bool ? value : Arithmetic.Binary("!=", value, new Value.Constant(0)),
        };
    }

    /// <summary>The EFLAGS mask of flags joined by |.</summary>
    private uint? FlagMask(Expression expression)
    {
        switch (expression)
        {
            case Expression.Binary { Operator: "|" } both when FlagMask(both.Left) is { } left:
                return FlagMask(both.Right) is { } right ? left | right : null;
            case Expression.Name { Identifier: var name } when (Names.FlagMask(name) & Names.ArithmeticFlags) is var mask && mask != 0:
                return mask;
            default:
                Report(SpecRule.WrongArguments, expression.Span, "Arithmetic flags joined by | are expected here.");
                return null;
        }
    }
}
