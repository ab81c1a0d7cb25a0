using GenEmu.Spec.Semantics;

namespace GenEmu.Generators.Emit;

/// <content>The intrinsics that have a direct form.</content>
internal sealed partial class DirectEmitter
{
    private void EmitInvoke(Step.Invoke invoke)
    {
        string Arg(int i) => _values.Argument(invoke.Arguments[i], invoke.Intrinsic.Parameters[i]);
        switch (invoke.Intrinsic.Name)
        {
            case "CheckFpu" or "CheckSse":
                break;           // the block's mode says that CR0 and CR4 allow the unit, else there is no direct handler
            case "CheckX87" or "CheckMmx":
                LeaveIf("c->Unit.HasPendingError", invoke.Span);
                break;
            case "RecordPointers":
                _deferred = PointersOf((int)((Value.Constant)invoke.Arguments[0].Value!).Number);
                break;
            case "EnterMmx":
                _deferred = "c->Unit.EnterMmx();";
                break;
            case var name when invoke.Intrinsic.Is(IntrinsicTraits.Unit):
                EmitUnit(invoke, $"{name}({string.Join(", ", invoke.Arguments.Select((_, i) => Arg(i)).Prepend("&c->Unit"))})");
                break;
            case "CheckRead" or "CheckWrite":
                CheckOperand(invoke);
                break;
            case "CheckPush" or "Push":
                EmitPush(invoke);
                break;
            case "CheckPop" or "Pop":
                EmitPop(invoke);
                break;
            case "Release":
                Effect(invoke.Span, _handler.Flat ? $"c->Rsp = (uint)c->Rsp + {Arg(0)};" : $"Direct.SetStackPointer(c, Direct.StackPointer(c) + {Arg(0)});");
                break;
            case "CheckJump":
                LeaveIf($"{Arg(0)} > c->Cs.Limit", invoke.Span);
                break;
            case "Jump":
                EmitJump(invoke, Arg(0));
                break;
            case "CheckIo":
                LeaveIf("!Direct.IoAllowed(c)", invoke.Span);
                if (_repeats)
                {
                    _code.Line($"PortLayer? layer = Direct.Port(c, {Arg(0)}, {Arg(1)});");        // whether iterations are batched depends on it
                    LeaveIf("layer is null");
                }

                break;
            case "PortIn" when !_repeats:
                _code.Mapped(invoke.Span, $"long answer = Direct.PortIn(c, o, {Arg(0)}, {Arg(1)}, budget);");
                LeaveIf("answer < 0");
                _code.Line($"uint {ValueWriter.Name(invoke.Result!)} = (uint)answer;");
                break;
            case "PortOut" when !_repeats:
                LeaveIf($"!Direct.PortOut(c, o, {Arg(0)}, {Arg(1)}, {Arg(2)}, budget)", invoke.Span);
                _hasEffect = true;
                break;
            case "PortIn":
                _code.Mapped(invoke.Span, $"uint {ValueWriter.Name(invoke.Result!)} = Direct.PortIn(c, o, layer, {Arg(0)}, {Arg(1)}, budget);");
                break;
            case "PortOut":
                Effect(invoke.Span, $"Direct.PortOut(c, o, layer, {Arg(0)}, {Arg(1)}, {Arg(2)}, budget);");
                break;
            case "Interrupt":
                EmitEvent(invoke, $"Interrupt(c, o, {Arg(0)})");
                break;
            case "Breakpoint":
                EmitEvent(invoke, "Interrupt(c, o, Vector.Bp)");
                break;
            case "InterruptReturn":
                EmitEvent(invoke, "Return(c, o)");
                break;
            case "Advance":
                Effect(invoke.Span, $"Direct.Advance(c, o, {Arg(0)}, {invoke.OperandSize});");
                break;
            case "Raise":
                _leaves = true;
                _code.Mapped(invoke.Span, "goto leave;");
                break;
            case "SetDirectionFlag":
                Effect(invoke.Span, $"c->SystemFlags = {Arg(0)} ? c->SystemFlags | EFlags.Df : c->SystemFlags & ~EFlags.Df;");
                break;
            default:
                throw new InvalidOperationException("No direct form of " + invoke.Intrinsic.Name);
        }
    }

    /// <summary>Where a unit's function leaves with an exception, it has changed nothing but sticky flags, which the recorded way sets again.</summary>
    private void EmitUnit(Step.Invoke invoke, string call)
    {
        if (invoke.Intrinsic.Stops)
        {
            LeaveIf("!" + call, invoke.Span);
            Flush();
        }
        else
        {
            var result = invoke.Result is { } local ? $"{ValueWriter.TypeName(local.Type)} {ValueWriter.Name(local)} = " : "";
            Effect(invoke.Span, result + call + ";");
        }
    }

    private string PointersOf(int data) => data < 0 ? "c->Unit.RecordPointers(c, o);"
        : $"c->Unit.RecordPointers(c, o, {(_handler.Flat ? "Direct.Address32(c, o)" : "Direct.Address(c, o)")});";

    private void CheckOperand(Step.Invoke invoke)
    {
        var argument = invoke.Arguments[0];
        if (_handler.Shapes[argument.Slot].IsMemory())
        {
            Probe(argument.Slot, argument.Bytes, invoke.Intrinsic.Name == "CheckWrite", invoke.Span, argument.Aligned);
        }
    }

    private void EmitPush(Step.Invoke invoke)
    {
        var size = invoke.OperandSize;
        if (!_isStackProbed)
        {
            _isStackProbed = true;
            _code.Mapped(invoke.Span, _handler.Flat ? $"uint sp = (uint)c->Rsp - {size}u;" : $"uint sp = Direct.StackOffset(c, -{size});");
            EmitAccess("top", Stack, size, write: true, aligned: false, invoke.Span);
        }

        if (invoke.Intrinsic.Name == "Push")
        {
            Effect(invoke.Span, $"*({ValueWriter.Unsigned(size)}*)top = {_values.Cut(invoke.Arguments[0].Value!, size)};");
            _code.Line(_handler.Flat ? "c->Rsp = sp;" : "Direct.SetStackPointer(c, sp);");
        }
    }

    private void EmitPop(Step.Invoke invoke)
    {
        var size = invoke.OperandSize;
        if (!_isStackProbed)
        {
            _isStackProbed = true;
            _code.Mapped(invoke.Span, _handler.Flat ? "uint sp = (uint)c->Rsp;" : "uint sp = Direct.StackPointer(c);");
            EmitAccess("top", Stack, size, write: false, aligned: false, invoke.Span);
        }

        if (invoke.Result is { } result)
        {
            _code.Mapped(invoke.Span, $"uint {ValueWriter.Name(result)} = {Narrow($"*({ValueWriter.Unsigned(size)}*)top", size)};");

            // A check may still depend on what was popped (RET's target), so the stack pointer moves with the first effect.
            _deferred = _handler.Flat ? $"c->Rsp = sp + {size}u;" : $"Direct.SetStackPointer(c, sp + {size}u);";
        }
    }

    /// <summary>What is delivered pushes the flags, and what is returned to has its own: they are handed over in memory.</summary>
    private void EmitEvent(Step.Invoke invoke, string call)
    {
        _code.Line("c->Result = result;");
        _code.Line("c->Carries = carries;");
        LeaveIf($"!DirectEvents.{call}", invoke.Span);
        _code.Line("Direct.ResumeHandler(c, o, budget, c->Result, c->Carries);");
        _code.Line("return;");
    }

    private void EmitJump(Step.Invoke jump, string target)
    {
        if (_deferred is not null)
        {
            LeaveIf($"{target} > c->Cs.Limit", jump.Span);
        }

        Flush();
        GoTo(target, DirectSupport.IsFixed(jump.Arguments[0].Value!, _handler.Shapes));
    }
}
