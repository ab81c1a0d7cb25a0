using GenEmu.Spec.Forms;
using GenEmu.Spec.Text;

namespace GenEmu.Spec.Semantics;

/// <summary>
/// Lowers a text under one shape: names get their meaning, expressions their types and widths, constants fold, and every
/// access becomes a step of its own in the order of evaluation. Checker, facts and emitters walk the steps.
/// </summary>
internal sealed partial class Lowering
{
    private readonly Shape _shape;
    private readonly EquatableArray<PureFunction> _functions;
    private readonly List<SpecDiagnostic> _diagnostics;
    private readonly HashSet<int> _written;
    private Dictionary<string, Value.Local> _locals = new(StringComparer.Ordinal);
    private HashSet<int> _loaded = [];
    private List<Step> _steps = [];
    private SourceSpan _span;
    private int _results;

    private Lowering(Shape shape, EquatableArray<PureFunction> functions, EquatableArray<Statement> text, List<SpecDiagnostic> diagnostics)
    {
        _shape = shape;
        _functions = functions;
        _diagnostics = diagnostics;
        _written = [.. text.SelectMany(Assigned).Select(n => Names.Slot(n, shape.Operands.Count)).Where(s => s >= 0)];
    }

    /// <summary>Lowers a text.</summary>
    public static EquatableArray<Step> Lower(
        Shape shape, EquatableArray<PureFunction> functions, EquatableArray<Statement> text, List<SpecDiagnostic> diagnostics)
    {
        var lowering = new Lowering(shape, functions, text, diagnostics);
        lowering.CheckRights();
        lowering.LowerAll(text);
        return new(lowering._steps);
    }

    /// <summary>#UD by mode comes before #GP by privilege, and both before anything else.</summary>
    private void CheckRights()
    {
        if (_shape.Rights.HasFlag(FormWords.Protected))
        {
            Invoke(Intrinsics.Find("RequireProtected")!, default);
        }

        if (_shape.Rights.HasFlag(FormWords.Cpl0))
        {
            Invoke(Intrinsics.Find("RequireCpl0")!, default);
        }

        UseUnits();
    }

    private static IEnumerable<string> Assigned(Statement statement) => statement switch
    {
        Statement.Assign a => [a.Target.Identifier],
        Statement.If i => i.Then.Concat(i.Else).SelectMany(Assigned),
        Statement.Block b => b.Body.SelectMany(Assigned),
        _ => [],
    };

    private void LowerAll(EquatableArray<Statement> statements)
    {
        foreach (var statement in statements)
        {
            _span = statement.Span;
            Lower(statement);
        }
    }

    private void Lower(Statement statement)
    {
        switch (statement)
        {
            case Statement.Declare declare:
                LowerDeclare(declare);
                break;
            case Statement.Assign assign:
                LowerAssign(assign);
                break;
            case Statement.Invoke { Call: { Target: "flags" } call }:
                LowerFlags(call);
                break;
            case Statement.Invoke { Call: { Target: "" } call } when Intrinsics.Find(call.Function) is { } intrinsic:
                LowerIntrinsic(intrinsic, call);
                break;
            case Statement.Invoke { Call: { } call } when PureFunctionReader.IsUnit(call.Target):
                EvaluateUnit(call);
                break;
            case Statement.Invoke invoke:
                Report(SpecRule.UnknownCall, invoke.Call.NameSpan, $"'{Spell(invoke.Call)}' is not an intrinsic; a pure function's result must be used.");
                break;
            case Statement.If branch:
                LowerIf(branch);
                break;
            case Statement.Block block:
                var locals = _locals;
                _locals = new(locals, StringComparer.Ordinal);
                LowerAll(block.Body);
                _locals = locals;
                break;
        }
    }

    private void LowerDeclare(Statement.Declare declare)
    {
        if (Evaluate(declare.Value) is not { } value)
        {
            return;
        }

        if (Names.IsReserved(declare.Name) || _locals.ContainsKey(declare.Name))
        {
            Report(SpecRule.DuplicateName, declare.NameSpan, $"'{declare.Name}' already has a meaning here.");
            return;
        }

        var converted = declare.Type == "var"
            ? value is Value.Constant ? new Value.Convert(value, Arithmetic.TypeOf(_shape.Size * 8), _shape.Size * 8) : Arithmetic.Clean(value)
            : Converted(declare.Type, value, declare.Value.Span);
        if (converted is null)
        {
            return;
        }

        var width = converted.Width == 0 ? 32 : converted.Width;
        var local = new Value.Local(declare.Name, converted.Type, width);
        _locals.Add(declare.Name, local);
        _steps.Add(new Step.Declare(local, converted, _span));
    }

    private void LowerAssign(Statement.Assign assign)
    {
        var name = assign.Target.Identifier;
        if (Evaluate(assign.Value) is not { } value)
        {
            return;
        }

        var slot = Names.Slot(name, _shape.Operands.Count);
        var bytes = Names.RegisterBytes(name, _shape.Size);
        if (_locals.TryGetValue(name, out var local))
        {
            if (RequireType(value, local.Type, assign.Value.Span) is { } fitting)
            {
                _steps.Add(new Step.SetLocal(local, fitting, _span));
            }
        }
        else if (slot >= 0 && slot < _shape.Operands.Count)
        {
            StoreOperand(assign, slot, value);
        }
        else if (Names.IsOperand(name))
        {
            Report(SpecRule.MissingOperand, assign.Target.Span, $"A form has no operand '{name}'.");
        }
        else if (name == "Count")
        {
            AddIfNumber(value, assign.Value.Span, v => new Step.SetCount(v, _span));
        }
        else if (bytes != 0)
        {
            AddIfNumber(value, assign.Value.Span, v => new Step.SetRegister(new Value.Register(name, Arithmetic.TypeOf(bytes * 8), bytes * 8), v, _span));
        }
        else
        {
            var rule = Names.IsReserved(name) ? SpecRule.NotAssignable : SpecRule.UnknownName;
            Report(rule, assign.Target.Span, Names.IsReserved(name) ? $"'{name}' cannot be assigned." : $"'{name}' is not declared.");
        }
    }

    private void StoreOperand(Statement.Assign assign, int slot, Value value)
    {
        if (_shape.Values[slot] == 0)
        {
            Report(SpecRule.NotAssignable, assign.Target.Span, $"'{assign.Target.Identifier}' is not one value in every form and cannot be assigned.");
            return;
        }

        var bytes = _shape.Values[slot];
        if (value.Type == ValueType.Vector && bytes != 16)
        {
            Report(SpecRule.TypeMismatch, assign.Value.Span, "A vector of 128 bits goes into an operand of 128 bits only.");
            return;
        }

        AddIfNumber(value, assign.Value.Span, v => new Step.Store(slot, bytes, IsAligned(bytes), bytes == 16 ? Arithmetic.As(v, ValueType.Vector) : v, _span));
    }

    private void AddIfNumber(Value value, SourceSpan span, Func<Value, Step> step)
    {
        if (value.Type == ValueType.Bool)
        {
            Report(SpecRule.TypeMismatch, span, "A condition is not a number; write 'condition ? 1 : 0'.");
            return;
        }

        _steps.Add(step(value));
    }

    private void LowerIf(Statement.If branch)
    {
        if (EvaluateCondition(branch.Condition) is not { } condition)
        {
            return;
        }

        var span = _span;
        if (condition is Value.Truth truth)
        {
            LowerAll(truth.Is ? branch.Then : branch.Else);
            return;
        }

        var then = LowerBranch(branch.Then);
        var other = LowerBranch(branch.Else);
        _steps.Add(new Step.Branch(condition, then, other, span));
    }

    /// <summary>A branch has its own locals, and what it loads is loaded only there.</summary>
    private EquatableArray<Step> LowerBranch(EquatableArray<Statement> statements)
    {
        var (steps, locals, loaded) = (_steps, _locals, _loaded);
        (_steps, _locals, _loaded) = ([], new(locals, StringComparer.Ordinal), [.. loaded]);
        LowerAll(statements);
        var body = new EquatableArray<Step>(_steps);
        (_steps, _locals, _loaded) = (steps, locals, loaded);
        return body;
    }

    private static string Spell(Expression.Call call) => call.Target.Length == 0 ? call.Function : call.Target + "." + call.Function;

    private void Report(SpecRule rule, SourceSpan span, string message) => _diagnostics.Add(new SpecDiagnostic(rule, span, message));
}
