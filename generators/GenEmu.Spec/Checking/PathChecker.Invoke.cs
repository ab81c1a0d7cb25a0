using GenEmu.Spec.Semantics;

namespace GenEmu.Spec.Checking;

/// <content>Intrinsics, and which of them an earlier check makes safe.</content>
internal sealed partial class PathChecker
{
    private void Invoke(Step.Invoke invoke, PathState state)
    {
        var intrinsic = invoke.Intrinsic;
        var taint = invoke.Arguments.Where(a => a.Value is not null).SelectMany(a => TaintOf(a.Value!, state)).ToList();
        if (intrinsic.Is(IntrinsicTraits.Unit))
        {
            taint.AddRange(invoke.Arguments.Where(a => a.Slot >= 0 && _form.Operands[a.Slot].CanBeMemory).Select(a => Source(a.Slot)));
        }

        if (intrinsic.Is(IntrinsicTraits.Faults) && !IsCovered(invoke, state))
        {
            // Whether a push faults depends on the stack pointer, not on what is pushed.
            Fault(intrinsic.Name, intrinsic.Name == "Push" ? [] : taint, state);
        }

        Remember(invoke, state);
        if (intrinsic.Is(IntrinsicTraits.Reads) && invoke.Result is { } result)
        {
            var source = ReadSource(invoke);
            state.Reads.Add((source, invoke.Span));
            state.Taints[result.Name] = [.. taint, source];
        }
        else if (invoke.Result is { } other)
        {
            state.Taints[other.Name] = [.. taint];
        }

        if (intrinsic.Is(IntrinsicTraits.WritesFirst) && _form.Operands[invoke.Arguments[0].Slot] is { CanBeMemory: true } first)
        {
            Report(SpecRule.NotAssignable, invoke.Span, $"{intrinsic.Name} writes its first operand in its place, which is no register in '{_form.Text}' ({first.Kind}).");
        }

        if (intrinsic.Is(IntrinsicTraits.Effect | IntrinsicTraits.Writes))
        {
            Write($"{intrinsic.Name} takes effect", invoke.Span, state);
        }
    }

    private static string ReadSource(Step.Invoke invoke) => invoke.Intrinsic.Name switch
    {
        "Pop" => "the stack",
        "PortIn" => "the port",
        "Part" => Source(invoke.Arguments[0].Slot),
        var name => name,
    };

    /// <summary>Whether an earlier check already said that this cannot fault.</summary>
    private static bool IsCovered(Step.Invoke invoke, PathState state)
    {
        switch (invoke.Intrinsic.Name)
        {
            case "Push" when state.Pushes > 0:
                state.Pushes--;
                return true;
            case "Pop" when state.Pops > 0:
                state.Pops--;
                return true;
            case "Part":
                return ProbeOf(invoke.Arguments[0].Slot, state) != PathState.Probe.None
                    || state.Checked.Contains(("CheckPart", invoke.Arguments[1].Value!, invoke.Arguments[2].Value));
            case "Jump":
                return state.Checked.Contains(("CheckJump", invoke.Arguments[0].Value!, null));
            default:
                return false;
        }
    }

    private void Remember(Step.Invoke invoke, PathState state)
    {
        var arguments = invoke.Arguments;
        switch (invoke.Intrinsic.Name)
        {
            case "CheckPush":
                state.Pushes += (int)((Value.Constant)arguments[0].Value!).Number;
                break;
            case "CheckPop":
                state.Pops += (int)((Value.Constant)arguments[0].Value!).Number;
                break;
            case "CheckRead":
                state.Probes[arguments[0].Slot] = Max(ProbeOf(arguments[0].Slot, state), PathState.Probe.Read);
                break;
            case "CheckWrite":
                state.Probes[arguments[0].Slot] = PathState.Probe.Write;
                break;
            case "CheckPart":
                state.Checked.Add(("CheckPart", arguments[1].Value!, arguments[2].Value));
                break;
            case "Part":
                state.Probes[arguments[0].Slot] = Max(ProbeOf(arguments[0].Slot, state), PathState.Probe.Read);
                break;
            case "CheckJump":
                state.Checked.Add(("CheckJump", arguments[0].Value!, null));
                break;
            case "CheckIo":
                state.Checked.Add(("CheckIo", arguments[0].Value!, arguments[1].Value));
                break;
            case "PortIn" or "PortOut" when !state.Checked.Contains(("CheckIo", arguments[0].Value!, arguments[arguments.Count - 1].Value)):
                Report(SpecRule.PortWithoutCheck, invoke.Span, $"{invoke.Intrinsic.Name} needs a CheckIo of the same port and size before it.");
                break;
        }
    }

    private static PathState.Probe Max(PathState.Probe a, PathState.Probe b) => a > b ? a : b;
}
