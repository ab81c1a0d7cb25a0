using GenEmu.Spec.Forms;
using GenEmu.Spec.Text;

namespace GenEmu.Spec.Semantics;

/// <content>The x87 and SSE units: what their instructions check and change without saying so, and their functions.</content>
internal sealed partial class Lowering
{
    private const int VectorBytes = 16;

    /// <summary>Aligned as the SDM demands of 128-bit operands, unless the form says otherwise.</summary>
    private bool IsAligned(int bytes) => bytes == VectorBytes && (_shape.Rights & FormWords.Unaligned) == 0;

    /// <summary>#UD and #NM, then #MF, all before memory is looked at; then what every instruction of the unit does to its state.</summary>
    private void UseUnits()
    {
        void Call(UnitUse use, string name, EquatableArray<Argument> arguments = default)
        {
            if ((_shape.Units & use) != 0)
            {
                Invoke(Intrinsics.Find(name)!, arguments);
            }
        }

        Call(UnitUse.Sse, "CheckSse");
        Call(UnitUse.Mmx, "CheckMmx");
        Call(UnitUse.X87, (_shape.Units & UnitUse.Wait) != 0 ? "CheckX87" : "CheckFpu");
        Call(UnitUse.Pointers, "RecordPointers", new([new Argument(new Value.Constant(_shape.Data))]));
        Call(UnitUse.Mmx, "EnterMmx");
    }

    /// <summary>A call of a unit's function. One of <c>Xmm</c> that returns a bool stops with an exception on false.</summary>
    private Value? EvaluateUnit(Expression.Call call)
    {
        var overloads = _functions.Where(f => Is(f, call) && f.Parameters.Count == call.Arguments.Count).ToArray();
        if (overloads.Length == 0)
        {
            return _functions.Any(f => Is(f, call))
                ? Fail(SpecRule.WrongArguments, call.Span, $"'{Spell(call)}' does not take these arguments.")
                : Fail(SpecRule.UnknownCall, call.NameSpan, $"{call.Target} has no function '{call.Function}'.");
        }

        var arguments = new List<Argument>();
        for (var i = 0; i < call.Arguments.Count; i++)
        {
            if (UnitArgument(call, i, isPlace: overloads[0].Parameters[i] == "byte*", isWritten: i == 0 && overloads[0].WritesFirst) is not { } argument)
            {
                return null;
            }

            arguments.Add(argument);
        }

        var values = arguments.Select(a => a.Value).ToArray();
        var function = Array.Find(overloads, f => FitsUnit(f, values, exactly: true)) ?? Array.Find(overloads, f => FitsUnit(f, values, exactly: false));
        return function is null
            ? Fail(SpecRule.WrongArguments, call.Span, $"'{Spell(call)}' does not take these arguments.")
            : InvokeUnit(function, new(arguments.Select((a, i) => a.Value is { } v ? a with { Value = ForParameter(v, function.Parameters[i]) } : a)));
    }

    private Value? InvokeUnit(PureFunction function, EquatableArray<Argument> arguments)
    {
        var stops = function.Stops;
        var traits = IntrinsicTraits.Unit | IntrinsicTraits.Effect | (stops ? IntrinsicTraits.Faults : 0) | (function.WritesFirst ? IntrinsicTraits.WritesFirst : 0);
        var result = function.Result switch { _ when stops => 0, "void" => 0, "bool" => -2, "ulong" => 64, _ => 32 };
        var kinds = function.Parameters.Select(p => p switch { "byte*" => ParameterKind.Bytes, "bool" => ParameterKind.Bool, "long" => ParameterKind.Signed, _ => ParameterKind.Unsigned });
        var local = Invoke(new Intrinsic($"{function.Owner}.{function.Name}", new(kinds), result, traits), arguments);
        return result == 0 ? null : local;
    }

    private Argument? UnitArgument(Expression.Call call, int index, bool isPlace, bool isWritten)
    {
        if (!isPlace)
        {
            return Evaluate(call.Arguments[index]) is { } value ? new Argument(Arithmetic.Clean(value)) : null;
        }

        if (SlotArgument(call, index) is not { } slot)
        {
            return null;
        }

        var bytes = _shape.Operands[slot];
        if (!isWritten)
        {
            _steps.Add(new Step.Fetch(slot, bytes, IsAligned(bytes), call.Arguments[index].Span));
        }

        return new Argument(null, slot, bytes);
    }

    private static bool Is(PureFunction function, Expression.Call call) =>
        string.Equals(function.Owner, call.Target, StringComparison.Ordinal) && string.Equals(function.Name, call.Function, StringComparison.Ordinal);

    private static bool FitsUnit(PureFunction function, Value?[] arguments, bool exactly) =>
        arguments.Zip(function.Parameters, (a, p) => a is null ? p == "byte*" : Fits(a, p, exactly)).All(f => f);

    private static Value ForParameter(Value value, string parameter) => parameter switch
    {
        "ulong" => Arithmetic.As(value, ValueType.ULong),
        "uint" => Arithmetic.As(value, ValueType.UInt),
        _ => value,
    };
}
