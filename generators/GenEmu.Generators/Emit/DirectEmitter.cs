using GenEmu.Spec;
using GenEmu.Spec.Semantics;
using GenEmu.Spec.Yaml;

namespace GenEmu.Generators.Emit;

/// <summary>
/// Writes a direct handler. The text's order makes it right: every check comes before the first write, so a check that
/// fails, or an access that is not plain RAM, leaves before any side effect, and the recorded way runs the op.
/// No address of a local is taken and every path ends in a call, so that RyuJIT makes jumps of them.
/// </summary>
internal sealed partial class DirectEmitter
{
    private const string Next = "o[1].Direct(c, o + 1, budget, result, carries);";
    private const string Repeats = "(o->Flags & OpFlags.Repeats) != 0";

    private readonly CodeWriter _code;
    private readonly DirectHandler _handler;
    private readonly DirectValueWriter _values;
    private readonly HashSet<int> _probed = [];
    private readonly HashSet<int> _declared;
    private readonly HashSet<int> _stored;
    private readonly bool _endsBlock;
    private readonly bool _repeats;
    private bool _isStackProbed;
    private bool _hasEffect;
    private bool _leaves;
    private bool _misses;
    private string? _deferred;

    private DirectEmitter(CodeWriter code, DirectHandler handler)
    {
        _code = code;
        _handler = handler;
        _values = new DirectValueWriter(handler.Shapes, handler.Flat, handler.Condition);
        _repeats = handler.Repeat != RepeatKind.None;
        _endsBlock = DirectSupport.Jumps(handler.Text.Steps);
        _stored = [.. handler.Text.Steps.SelectMany(s => s.All()).OfType<Step.Store>().Select(s => s.Slot)];
        _declared = [.. handler.Text.Steps.OfType<Step.Branch>().SelectMany(b => b.All()).OfType<Step.Load>().Select(l => l.Slot)];
    }

    /// <summary>Writes the handler.</summary>
    public static void Emit(CodeWriter code, DirectHandler handler) => new DirectEmitter(code, handler).Emit();

    private void Emit()
    {
        _code.Line("[MethodImpl(MethodImplOptions.AggressiveOptimization)]");
        _code.Open($"internal static void {_handler.Name}(VcpuState* c, Op* o, long budget, ulong result, ulong carries)");
        foreach (var slot in _declared.OrderBy(s => s))
        {
            _code.Line($"{ValueWriter.LocalType(LoadBytes(slot))} {ValueWriter.Slot(slot)};");
        }

        var leading = _repeats ? RepeatText.LeadingChecks(_handler.Text.Steps) : 0;
        EmitSteps(_handler.Text.Steps.Take(leading));
        if (_repeats)
        {
            _code.Line($"if ({Repeats} && Direct.Count(c, o) == 0) {{ {Next} return; }}");
            EmitBatch();
        }

        EmitSteps(_handler.Text.Steps.Skip(leading));
        Flush();
        if (_repeats)
        {
            EmitRepeat();
        }

        EmitEnd();
        EmitLeave();
        _code.Close();
    }

    /// <summary>The one place where the handler leaves before any side effect; the rest jumps here.</summary>
    private void EmitLeave()
    {
        if (_leaves)
        {
            _code.Line("return;");
            _code.Line("leave: Direct.LeaveHandler(c, o, budget, result, carries);");
        }

        if (_misses)
        {
            _code.Line("return;");
            _code.Line($"device: {_handler.Device}(c, o, budget, result, carries);");
        }
    }

    /// <summary>Goes to where devices answer, or leaves.</summary>
    private void MissIf(string condition)
    {
        if (_handler.Device.Length == 0)
        {
            LeaveIf(condition);
            return;
        }

        _misses = true;
        _code.Line($"if ({condition}) goto device;");
    }

    /// <summary>Leaves if a condition holds.</summary>
    private void LeaveIf(string condition, SourceSpan? span = null)
    {
        _leaves = true;
        var statement = $"if ({condition}) goto leave;";
        if (span is { } at)
        {
            _code.Mapped(at, statement);
        }
        else
        {
            _code.Line(statement);
        }
    }

    /// <summary>Iterations through a port that is batchable, or over plain memory, are done in one go, all but the last.</summary>
    private void EmitBatch()
    {
        if (RepeatText.MemoryBatch(_handler.Text.Steps, _handler.Shapes) is { } batch)
        {
            _code.Open($"if ({Repeats})");
            _code.Line($"budget -= StringBatch.{batch}(c, o, {_handler.Text.Steps.OfType<Step.Store>().First().Bytes}, budget + 1);");
            _code.Line("if (budget < 0) { c->RepeatNext = o->Next; Direct.LeaveAt(c, o->Ip, budget + o->Remaining, result, carries, LeaveReason.Budget); return; }");
            _code.Close();
        }

        if (RepeatText.PortCheck(_handler.Text.Steps) is not { } check)
        {
            return;
        }

        _code.Open($"if (layer.Batches && {Repeats})");
        _code.Line($"long moved = Direct.Batch(c, o, layer, {_values.Arguments(check)}, write: {(RepeatText.WritesPort(_handler.Text.Steps) ? "true" : "false")}, budget);");
        _code.Line("budget -= moved;");
        _code.Line("if (moved != 0 && c->Attention != 0) { Direct.LeaveAt(c, o->Ip, budget + o->Remaining, result, carries, LeaveReason.Attention); return; }");
        _code.Line("if (budget < 0) { Direct.LeaveAt(c, o->Ip, budget + o->Remaining, result, carries, LeaveReason.Budget); return; }");
        _code.Close();
    }

    private int LoadBytes(int slot) => _handler.Text.Steps.SelectMany(s => s.All()).OfType<Step.Load>().First(l => l.Slot == slot).Bytes;

    /// <summary>Every iteration costs an instruction of the budget and ends at a boundary, as the recorded way has it.</summary>
    private void EmitRepeat()
    {
        _code.Open($"if ({Repeats})");
        _code.Line("uint left = Direct.Count(c, o) - 1;");
        _code.Line("Direct.SetCount(c, o, left);");
        _code.Open(_handler.Repeat == RepeatKind.CountAndZero
            ? "if (left != 0 && (LazyFlags.Zf(result) != 0) == ((o->Flags & OpFlags.Rep) != 0))"
            : "if (left != 0)");
        _code.Line("c->Iteration++;");
        _code.Line("budget--;");
        if (DirectSupport.UsesPorts(_handler.Text.Steps))
        {
            _code.Line("if (c->Attention != 0) { c->RepeatNext = o->Next; Direct.LeaveAt(c, o->Ip, budget + o->Remaining, result, carries, LeaveReason.Attention); return; }");
        }

        _code.Line("if (budget < 0) { c->RepeatNext = o->Next; Direct.LeaveAt(c, o->Ip, budget + o->Remaining, result, carries, LeaveReason.Budget); return; }");
        _code.Line("o->Direct(c, o, budget, result, carries);");
        _code.Line("return;");
        _code.Close();
        _code.Line("c->Iteration = 0;");
        _code.Close();
    }

    private void EmitEnd()
    {
        if (_handler.IsDevice || DirectSupport.UsesPorts(_handler.Text.Steps))
        {
            _code.Line("if (c->Attention != 0) { Direct.LeaveAfter(c, o, budget, result, carries); return; }");
        }

        if (!_endsBlock)
        {
            _code.Line(Next);
        }
        else if (!DirectSupport.EndsWithJump(_handler.Text.Steps))
        {
            GoToNext();
        }
    }

    private void EmitSteps(IEnumerable<Step> steps)
    {
        foreach (var step in steps)
        {
            if (step is Step.Branch branch)
            {
                EmitBranch(branch);
            }
            else
            {
                EmitStep(step);
            }
        }
    }

    private void EmitBranch(Step.Branch branch)
    {
        if (branch.IsFactOnly)
        {
            return;
        }

        Flush();
        var (probed, isStackProbed, hasEffect) = (new HashSet<int>(_probed), _isStackProbed, _hasEffect);
        _code.Mapped(branch.Span, $"if ({_values.Write(branch.Condition)})");
        _code.Open();
        EmitSteps(branch.Then);
        _code.Close();
        var thenHasEffect = _hasEffect;
        if (branch.Else.Count > 0)
        {
            _hasEffect = hasEffect;
            _code.Open("else");
            EmitSteps(branch.Else);
            _code.Close();
        }

        _probed.IntersectWith(probed);
        _isStackProbed = isStackProbed;
        _hasEffect |= thenHasEffect;
    }

    private void EmitStep(Step step)
    {
        switch (step)
        {
            case Step.Load load:
                EmitLoad(load);
                break;
            case Step.Fetch fetch when _handler.Shapes[fetch.Slot].IsMemory():
                Probe(fetch.Slot, fetch.Bytes, write: false, fetch.Span, fetch.Aligned);
                break;
            case Step.Store store:
                EmitStore(store);
                break;
            case Step.Declare d:
                _code.Mapped(d.Span, $"{ValueWriter.TypeName(d.Local.Type)} {ValueWriter.Name(d.Local)} = {_values.Write(d.Value, d.Local.Type)};");
                break;
            case Step.SetLocal s:
                _code.Mapped(s.Span, $"{ValueWriter.Name(s.Local)} = {_values.Write(s.Value, s.Local.Type)};");
                break;
            case Step.SetRegister s:
                Effect(s.Span, StoreRegister(ValueWriter.Offset(s.Register.Name), s.Register.Width / 8, s.Value));
                break;
            case Step.SetCount s:
                Effect(s.Span, $"Direct.SetCount(c, o, {_values.Write(s.Value)});");
                break;
            case Step.SetFlags f when _handler.WritesFlags && FlagWriter.Write(f, _values, "result", "carries") is { } statement:
                Effect(f.Span, statement);
                break;
            case Step.Invoke invoke:
                EmitInvoke(invoke);
                break;
        }
    }

    /// <summary>On to the block at an IP; one that is fixed is linked to this one.</summary>
    private void GoTo(string target, bool isFixed)
    {
        if (isFixed)
        {
            EmitLink("Target", $"c->Rip = {target}; Direct.LinkTarget(c, o, budget, result, carries);");
            return;
        }

        _code.Open();
        _code.Line($"ulong ip = {target};");
        _code.Line("JumpEntry* entry = Direct.Lookup(c, ip);");
        _code.Line("if (entry->Ip != ip || entry->Key != c->CodeKey) { c->Rip = ip; Direct.JumpHandler(c, o, budget, result, carries); return; }");
        _code.Line("Direct.Enter(c, entry->First, budget, result, carries);");
        _code.Line("return;");
        _code.Close();
    }

    /// <summary>On to the block behind this one.</summary>
    private void GoToNext() => EmitLink("Next", "Direct.LinkNext(c, o, budget, result, carries);");

    private void EmitLink(string exit, string link)
    {
        _code.Line($"if (BlockExits.Of(o)->{exit}Stamp != c->LinkStamp) {{ {link} return; }}");
        _code.Line($"Direct.Enter(c, BlockExits.Of(o)->{exit}, budget, result, carries);");
        _code.Line("return;");
    }

    private void Effect(SourceSpan span, string statement)
    {
        Flush();
        _hasEffect = true;
        _code.Mapped(span, statement);
    }

    private void Flush()
    {
        if (_deferred is { } statement)
        {
            _deferred = null;
            _hasEffect = true;
            _code.Line(statement);
        }
    }
}
