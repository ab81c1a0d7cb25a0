using GenEmu.Spec.Text;

namespace GenEmu.Spec.Semantics;

/// <content>Calls.</content>
internal sealed partial class Lowering
{
    private const string VectorName = "Vector128<byte>";

    private Value? EvaluateCall(Expression.Call call)
    {
        if (call.Target == "" && call.Function == "Sx")
        {
            return EvaluateSignExtension(call);
        }

        if (call.Target == "" && call.Function == "IsMemory")
        {
            return SlotArgument(call, 0) is { } slot ? new Value.IsMemory(slot) : null;
        }

        if (call.Target == "" && Intrinsics.Find(call.Function) is { } intrinsic)
        {
            if (intrinsic.Result == 0)
            {
                return Fail(SpecRule.TypeMismatch, call.Span, $"'{call.Function}' has no result.");
            }

            return LowerIntrinsic(intrinsic, call);
        }

        return PureFunctionReader.IsUnit(call.Target) ? EvaluateUnit(call)
            : PureFunctionReader.IsFunctions(call.Target) ? EvaluatePure(call)
            : Fail(SpecRule.UnknownCall, call.NameSpan, $"'{Spell(call)}' is neither an intrinsic nor a function of Alu, Packed, X87 or Xmm.");
    }

    private Value? EvaluateSignExtension(Expression.Call call)
    {
        if (call.Arguments.Count != 1)
        {
            return Fail(SpecRule.WrongArguments, call.Span, "Sx takes one value.");
        }

        if (Evaluate(call.Arguments[0]) is not { } value)
        {
            return null;
        }

        return value.Width is 8 or 16 or 32 or 64 && value.Type != ValueType.Bool
            ? new Value.SignExtend(value, value.Width)
            : Fail(SpecRule.TypeMismatch, call.Arguments[0].Span, "Sx takes a value of 8, 16, 32 or 64 bits.");
    }

    private Value? EvaluatePure(Expression.Call call)
    {
        var overloads = _functions.Where(f => Is(f, call)).ToArray();
        if (overloads.Length == 0)
        {
            return Fail(SpecRule.UnknownCall, call.NameSpan, $"{call.Target} has no function '{call.Function}'.");
        }

        var arguments = call.Arguments.Select(Evaluate).ToArray();
        if (Array.Exists(arguments, a => a is null))
        {
            return null;
        }

        var function = Array.Find(overloads, f => Fits(f, arguments!, exactly: true)) ?? Array.Find(overloads, f => Fits(f, arguments!, exactly: false));
        var widened = function is null;
        function ??= Array.Find(overloads, f => f.Result == VectorName && FitsWidened(f, arguments!));
        if (function is null)
        {
            return Fail(SpecRule.WrongArguments, call.Span, $"'{Spell(call)}' does not take these arguments.");
        }

        var cleaned = arguments.Select(a => Arithmetic.Clean(a!)).ToArray();
        var first = cleaned.Length == 0 || cleaned[0].Width == 0 ? 32 : cleaned[0].Width;
        var (type, width) = function.Result switch
        {
            "bool" => (ValueType.Bool, 1),
            "ulong" => (ValueType.ULong, 64),
            "long" => (ValueType.Long, 64),
            VectorName => widened ? (ValueType.ULong, 64) : (ValueType.Vector, 128),
            _ => (ValueType.UInt, Math.Min(32, first)),
        };
        return new Value.Pure(function, new(cleaned), widened, type, width);
    }

    private static bool Fits(PureFunction function, Value[] arguments, bool exactly) =>
        function.Parameters.Count == arguments.Length && arguments.Zip(function.Parameters, (a, p) => Fits(a, p, exactly)).All(f => f);

    /// <summary>A function of vectors serves 64-bit operands too, where lanes do not mix: the upper half is zero and nobody looks at it.</summary>
    private static bool FitsWidened(PureFunction function, Value[] arguments) => function.Parameters.Count == arguments.Length
        && arguments.Zip(function.Parameters, (a, p) => p == VectorName ? a.Type is ValueType.ULong or ValueType.UInt : Fits(a, p, exactly: false)).All(f => f);

    private static bool Fits(Value argument, string parameter, bool exactly) => parameter switch
    {
        "bool" => argument.Type == ValueType.Bool,
        VectorName => argument.Type == ValueType.Vector,
        _ when argument is Value.Constant => true,
        "int" or "uint" => argument.Type == ValueType.UInt,
        "ulong" => argument.Type == ValueType.ULong || (!exactly && argument.Type == ValueType.UInt),
        "long" => argument.Type == ValueType.Long,
        _ => false,
    };

    private Value? LowerIntrinsic(Intrinsic intrinsic, Expression.Call call)
    {
        switch (intrinsic.Name)
        {
            case "Push" when call.Arguments.Count > 1:
                PushAll(intrinsic, call);
                return null;
            case "Advance":
                AdvanceAll(intrinsic, call);
                return null;
            default:
                return Arguments(intrinsic, call) is { } arguments ? Invoke(intrinsic, arguments) : null;
        }
    }

    private Value? Invoke(Intrinsic intrinsic, EquatableArray<Argument> arguments)
    {
        var width = intrinsic.Result switch { -1 => intrinsic.Name == "Part" ? PartBits(arguments) : _shape.Size * 8, -2 => 1, var bits => bits };
        var type = intrinsic.Result == -2 ? ValueType.Bool : Arithmetic.TypeOf(width);
        if (!intrinsic.Stops && intrinsic.Result != 0 && !intrinsic.Is(IntrinsicTraits.Unit))
        {
            return new Value.Query(intrinsic, arguments, type, width);
        }

        var result = intrinsic.Result == 0 ? null : new Value.Local($"answer{++_results}", type, width);
        _steps.Add(new Step.Invoke(intrinsic, arguments, intrinsic.Is(IntrinsicTraits.Sized) ? _shape.Size : 0, result, _span));
        return result;
    }

    private static int PartBits(EquatableArray<Argument> arguments) => arguments[2].Value is Value.Constant c ? (int)c.Number * 8 : 32;

    /// <summary>One check of all items, then the writes in order; all values are those before the first write.</summary>
    private void PushAll(Intrinsic push, Expression.Call call)
    {
        var values = new List<Value.Local>();
        foreach (var argument in call.Arguments)
        {
            if (Evaluate(argument) is not { } value || RequireType(value, Arithmetic.TypeOf(_shape.Size * 8), argument.Span) is not { } number)
            {
                return;
            }

            var local = new Value.Local($"item{values.Count}", number.Type, _shape.Size * 8);
            _steps.Add(new Step.Declare(local, Arithmetic.Clean(number), _span));
            values.Add(local);
        }

        Invoke(Intrinsics.Find("CheckPush")!, new([new Argument(new Value.Constant(values.Count))]));
        foreach (var value in values)
        {
            Invoke(push, new([new Argument(value)]));
        }
    }

    private void AdvanceAll(Intrinsic advance, Expression.Call call)
    {
        foreach (var argument in call.Arguments)
        {
            if (argument is not Expression.Name { Identifier: "SI" or "DI" } index)
            {
                Report(SpecRule.WrongArguments, argument.Span, "Advance takes SI, DI or both.");
                return;
            }

            Invoke(advance, new([new Argument(null, Symbol: index.Identifier)]));
        }
    }

    private EquatableArray<Argument>? Arguments(Intrinsic intrinsic, Expression.Call call)
    {
        var kinds = intrinsic.Parameters;
        var mayOmitLast = intrinsic.Name is "Part" or "CheckPart";
        if (call.Arguments.Count != kinds.Count && !(mayOmitLast && call.Arguments.Count == kinds.Count - 1))
        {
            Report(SpecRule.WrongArguments, call.Span, $"'{intrinsic.Name}' takes {kinds.Count} argument(s).");
            return null;
        }

        var arguments = new List<Argument>();
        for (var i = 0; i < call.Arguments.Count; i++)
        {
            if (Argument(kinds[i], call, i) is not { } argument)
            {
                return null;
            }

            arguments.Add(argument);
        }

        if (arguments.Count < kinds.Count)
        {
            arguments.Add(new Argument(new Value.Constant(_shape.Size)));
        }

        return new(arguments);
    }

    private Argument? Argument(ParameterKind kind, Expression.Call call, int index)
    {
        var expression = call.Arguments[index];
        switch (kind)
        {
            case ParameterKind.Operand or ParameterKind.Place:
                return SlotArgument(call, index) is { } slot ? kind == ParameterKind.Place ? new Argument(null, slot)
                    : new Argument(null, slot, _shape.Operands[slot], Aligned: IsAligned(_shape.Operands[slot])) : null;
            case ParameterKind.Segment when expression is Expression.Name { Identifier: var name } && Names.IsSegment(name):
                return new Argument(null, Symbol: name);
            case ParameterKind.Segment:
                return SlotArgument(call, index) is { } segment ? new Argument(null, segment) : null;
            case ParameterKind.Exception when expression is Expression.Name { Identifier: var name } && Names.IsException(name):
                return new Argument(null, Symbol: name);
            case ParameterKind.Exception:
                Report(SpecRule.WrongArguments, expression.Span, "One of UD, DE, BR, NM and GP is raised.");
                return null;
            case ParameterKind.Bool:
                return EvaluateCondition(expression) is { } condition ? new Argument(condition) : null;
            default:
                return NumberArgument(kind, expression);
        }
    }

    private Argument? NumberArgument(ParameterKind kind, Expression expression)
    {
        if (Evaluate(expression) is not { } value)
        {
            return null;
        }

        if (value.Type == ValueType.Bool || (kind == ParameterKind.Known && value is not Value.Constant))
        {
            Report(SpecRule.WrongArguments, expression.Span, kind == ParameterKind.Known ? "A number known beforehand is expected here." : "A number is expected here.");
            return null;
        }

        return new Argument(kind == ParameterKind.Signed ? Arithmetic.As(value, ValueType.Long) : Arithmetic.Clean(value));
    }

    private int? SlotArgument(Expression.Call call, int index)
    {
        if (index >= call.Arguments.Count || call.Arguments[index] is not Expression.Name { Identifier: var name } || !Names.IsOperand(name))
        {
            Report(SpecRule.WrongArguments, call.Span, $"'{call.Function}' takes an operand.");
            return null;
        }

        var slot = Names.Slot(name, _shape.Operands.Count);
        if (slot < 0 || slot >= _shape.Operands.Count)
        {
            Report(SpecRule.MissingOperand, call.Arguments[index].Span, $"A form has no operand '{name}'.");
            return null;
        }

        return slot;
    }
}
