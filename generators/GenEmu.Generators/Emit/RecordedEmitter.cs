using GenEmu.Generators.Model;
using GenEmu.Spec;
using GenEmu.Spec.Checking;
using GenEmu.Spec.Semantics;
using GenEmu.Spec.Yaml;

namespace GenEmu.Generators.Emit;

/// <summary>Writes the recorded handlers: transactions over the log, one method for each width.</summary>
internal sealed class RecordedEmitter
{
    private const string Stop = "{ return t.Status; }";

    private readonly LocatedInstruction _instruction;
    private readonly CodeWriter _code;
    private readonly RecordedValueWriter _values = new();
    private HashSet<int> _declared = [];

    private RecordedEmitter(LocatedInstruction instruction)
    {
        _instruction = instruction;
        _code = new CodeWriter(instruction.Path, instruction.Line);
    }

    /// <summary>The file of one instruction.</summary>
    public static string Emit(LocatedInstruction instruction)
    {
        var emitter = new RecordedEmitter(instruction);
        emitter.EmitFile();
        return emitter._code.ToString();
    }

    private void EmitFile()
    {
        FileHead.Write(_code);
        _code.Open("internal static unsafe partial class Recorded");
        foreach (var handler in _instruction.Model.Handlers)
        {
            EmitHandler(handler);
        }

        _code.Close();
    }

    private void EmitHandler(Handler handler)
    {
        _code.Line($"// {_instruction.Model.Name}: operands of {string.Join(", ", handler.Shape.Operands)} bytes.");
        _code.Open($"internal static Status {handler.Name}(Transaction t, Op* o)");
        DeclareOperands(handler.Steps);
        var leading = _instruction.Model.Repeat == RepeatKind.None ? 0 : RepeatText.LeadingChecks(handler.Steps);
        EmitSteps(handler.Steps.Take(leading));
        if (_instruction.Model.Repeat != RepeatKind.None)
        {
            _code.Line("if (t.RepeatDone(o)) { return t.Retire(o); }");
            if (RepeatText.PortCheck(handler.Steps) is { } check)
            {
                var write = RepeatText.WritesPort(handler.Steps) ? "true" : "false";
                _code.Line($"if (t.Batch(o, {_values.Arguments(check)}, write: {write})) {{ return Status.Batched; }}");
            }
        }

        EmitSteps(handler.Steps.Skip(leading));
        _code.Line(_instruction.Model.Repeat switch
        {
            RepeatKind.None => "return t.Retire(o);",
            RepeatKind.Count => "return t.RetireIteration(o);",
            _ => "return t.RetireIterationWhile(o);",
        });
        _code.Close();
    }

    /// <summary>Operands first read in a branch may be read again behind it, so their locals stand outside.</summary>
    private void DeclareOperands(EquatableArray<Step> steps)
    {
        var inBranches = steps.OfType<Step.Branch>().SelectMany(b => b.All()).OfType<Step.Load>();
        _declared = [.. inBranches.Select(l => l.Slot)];
        foreach (var load in inBranches.GroupBy(l => l.Slot).Select(g => g.First()).OrderBy(l => l.Slot))
        {
            _code.Line($"{ValueWriter.LocalType(load.Bytes)} {ValueWriter.Slot(load.Slot)};");
        }
    }

    private void EmitSteps(IEnumerable<Step> steps)
    {
        foreach (var step in steps)
        {
            if (step is Step.Branch branch)
            {
                if (!branch.IsFactOnly)
                {
                    EmitBranch(branch);
                }
            }
            else if (Statement(step) is { } statement)
            {
                _code.Mapped(step.Span, statement);
            }
        }
    }

    private void EmitBranch(Step.Branch branch)
    {
        _code.Mapped(branch.Span, $"if ({_values.Write(branch.Condition)})");
        _code.Open();
        EmitSteps(branch.Then);
        _code.Close();
        if (branch.Else.Count > 0)
        {
            _code.Open("else");
            EmitSteps(branch.Else);
            _code.Close();
        }
    }

    private string? Statement(Step step) => step switch
    {
        Step.Load l => $"if (!t.{(l.ForWrite ? "LoadForWrite" : "Load")}(o, {l.Slot}, {Size(l.Bytes, l.Aligned)}, out {(_declared.Contains(l.Slot) ? "" : ValueWriter.LocalType(l.Bytes) + " ")}{ValueWriter.Slot(l.Slot)})) {Stop}",
        Step.Fetch f => $"if (!t.Fetch(o, {f.Slot}, {Size(f.Bytes, f.Aligned)})) {Stop}",
        Step.Store s => $"if (!t.Store(o, {s.Slot}, {Size(s.Bytes, s.Aligned)}, {_values.Cut(s.Value, s.Bytes)})) {Stop}",
        Step.SetRegister s => SetRegister(s),
        Step.SetCount s => $"t.SetCount(o, {_values.Write(s.Value)});",
        Step.Declare d => $"{ValueWriter.TypeName(d.Local.Type)} {ValueWriter.Name(d.Local)} = {_values.Write(d.Value, d.Local.Type)};",
        Step.SetLocal s => $"{ValueWriter.Name(s.Local)} = {_values.Write(s.Value, s.Local.Type)};",
        Step.SetFlags f => FlagWriter.Write(f, _values, "t.Result", "t.Carries"),
        Step.Invoke i => Invoke(i),
        _ => throw new InvalidOperationException("No statement for " + step.GetType().Name),
    };

    /// <summary>An access of 128 bits says whether it must be aligned.</summary>
    private static string Size(int bytes, bool aligned) => ValueWriter.Number(bytes) + (aligned ? " | Transaction.Aligned" : "");

    private string SetRegister(Step.SetRegister set)
    {
        var bytes = set.Register.Width / 8;
        return $"t.SetRegister({ValueWriter.Offset(set.Register.Name)}, {bytes}, {_values.Cut(set.Value, bytes)});";
    }

    private string Invoke(Step.Invoke invoke)
    {
        var result = invoke.Result is { } local ? $"{ValueWriter.TypeName(local.Type)} {ValueWriter.Name(local)}" : null;
        var call = _values.Call(invoke.Intrinsic, invoke.Arguments, invoke.OperandSize, result);
        return invoke.Intrinsic.Is(IntrinsicTraits.Unit)
            ? invoke.Intrinsic.Stops ? $"if (!{call}) {{ return t.RaiseSimd(); }}" : result is null ? call + ";" : $"{result} = {call};"
            : invoke.Intrinsic.Stops ? $"if (!{call}) {Stop}" : call + ";";
    }
}
