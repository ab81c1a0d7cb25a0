using GenEmu.Spec.Forms;
using GenEmu.Spec.Semantics;

namespace GenEmu.Spec.Checking;

/// <summary>
/// Walks every path through a lowered text and enforces the order that makes an instruction restartable: all checks, then
/// the reads that may reach a device, then the writes. A check may follow a read only if it depends on what was read.
/// </summary>
internal sealed partial class PathChecker
{
    private readonly Form _form;
    private readonly List<SpecDiagnostic> _diagnostics;

    private PathChecker(Form form, List<SpecDiagnostic> diagnostics)
    {
        _form = form;
        _diagnostics = diagnostics;
    }

    /// <summary>Checks a form's text.</summary>
    public static void Check(Form form, EquatableArray<Step> steps, List<SpecDiagnostic> diagnostics) =>
        new PathChecker(form, diagnostics).Walk(Rest.Of(steps, null), new PathState());

    /// <summary>The steps still to come: an immutable list, so that paths can share it.</summary>
    private sealed record Rest(Step? Step, Rest? Next)
    {
        public static Rest? Of(EquatableArray<Step> steps, Rest? next) => steps.Reverse().Aggregate(next, (rest, step) => new Rest(step, rest));
    }

    private void Walk(Rest? rest, PathState state)
    {
        for (; rest is not null; rest = rest.Next)
        {
            if (rest.Step is null)
            {
                state.Control.Pop();
            }
            else if (rest.Step is Step.Branch branch)
            {
                Fork(branch, rest.Next, state);
                return;
            }
            else if (!Visit(rest.Step, state))
            {
                return;
            }
        }
    }

    private void Fork(Step.Branch branch, Rest? next, PathState state)
    {
        Use(branch, state);
        foreach (var taken in new[] { true, false })
        {
            if (state.Assumptions.TryGetValue(branch.Condition, out var assumed) && assumed != taken)
            {
                continue;
            }

            var path = new PathState(state);
            path.Assumptions[branch.Condition] = taken;
            path.Control.Push(TaintOf(branch.Condition, state));
            Walk(Rest.Of(taken ? branch.Then : branch.Else, new Rest(null, next)), path);
        }
    }

    /// <summary>One step; false if the path ends with it.</summary>
    private bool Visit(Step step, PathState state)
    {
        Use(step, state);
        switch (step)
        {
            case Step.Load load:
                Load(load, state);
                break;
            case Step.Fetch fetch:
                Fetch(fetch, state);
                break;
            case Step.Store store:
                Store(store, state);
                break;
            case Step.SetRegister set:
                Write($"{set.Register.Name} is written", set.Span, state);
                break;
            case Step.SetCount set:
                Write("Count is written", set.Span, state);
                break;
            case Step.Declare declare:
                state.Taints[declare.Local.Name] = TaintOf(declare.Value, state);
                break;
            case Step.SetLocal set:
                state.Taints[set.Local.Name] = [.. TaintOf(set.Value, state).Concat(state.Taints[set.Local.Name])];
                break;
            case Step.SetFlags { Operation: not FlagOperation.Undefined } flags:
                Write("A flag is written", flags.Span, state);
                break;
            case Step.Invoke invoke:
                Invoke(invoke, state);
                return !invoke.Intrinsic.Is(IntrinsicTraits.Ends);
        }

        return true;
    }

    private void Load(Step.Load load, PathState state)
    {
        var operand = _form.Operands[load.Slot];
        if (!operand.CanBeMemory)
        {
            if (state.Stored.Any(s => s != load.Slot) && !operand.IsImmediate && !state.Loaded.Contains(load.Slot))
            {
                Report(SpecRule.ReadAfterWrite, load.Span, "This operand can be the register that was written before; read it first.");
            }

            state.Loaded.Add(load.Slot);
            return;
        }

        if (!state.Loaded.Add(load.Slot))
        {
            Report(SpecRule.ConditionalAccess, load.Span, "This operand was already read, in a branch; read it into a local before the if, once.");
        }

        var needed = load.ForWrite ? PathState.Probe.Write : PathState.Probe.Read;
        if (ProbeOf(load.Slot, state) < needed)
        {
            Fault("the access", [], state);
            state.Probes[load.Slot] = needed;
        }

        state.Reads.Add((Source(load.Slot), load.Span));
    }

    /// <summary>An operand by its place: read once, as by a load; a register may be written in its place before others are read.</summary>
    private void Fetch(Step.Fetch fetch, PathState state)
    {
        if (!_form.Operands[fetch.Slot].CanBeMemory)
        {
            return;
        }

        if (ProbeOf(fetch.Slot, state) < PathState.Probe.Read)
        {
            Fault("the access", [], state);
            state.Probes[fetch.Slot] = PathState.Probe.Read;
        }

        state.Reads.Add((Source(fetch.Slot), fetch.Span));
    }

    private void Store(Step.Store store, PathState state)
    {
        var operand = _form.Operands[store.Slot];
        if (operand.IsImmediate || operand.Kind is OperandKind.Stack or OperandKind.StackTop or OperandKind.Segment or OperandKind.FixedSegment or OperandKind.Control or OperandKind.Debug)
        {
            Report(SpecRule.NotAssignable, store.Span, $"The operand is no register or memory in '{_form.Text}'.");
            return;
        }

        if (operand.CanBeMemory && ProbeOf(store.Slot, state) != PathState.Probe.Write)
        {
            Fault("the destination's check", [], state);
            state.Probes[store.Slot] = PathState.Probe.Write;
        }

        state.Stored.Add(store.Slot);
        Write("An operand is written", store.Span, state);
    }

    /// <summary>Everything that a step evaluates.</summary>
    private void Use(Step step, PathState state)
    {
        var slots = step.Values().SelectMany(v => v.All()).OfType<Value.Loaded>().Select(v => v.Slot);
        if (slots.Any(state.Stored.Contains))
        {
            Report(SpecRule.ReadAfterWrite, step.Span, "An operand is read after it was written; keep its value in a local.");
        }
    }

    private static PathState.Probe ProbeOf(int slot, PathState state) => state.Probes.TryGetValue(slot, out var probe) ? probe : PathState.Probe.None;

    private static string Source(int slot) => "operand " + (slot + 1);

    private HashSet<string> TaintOf(Value value, PathState state) => [.. value.All().SelectMany(v => v switch
    {
        Value.Loaded loaded when _form.Operands[loaded.Slot].CanBeMemory => [Source(loaded.Slot)],
        Value.Local local when state.Taints.TryGetValue(local.Name, out var sources) => sources,
        _ => (IEnumerable<string>)[],
    })];

    private static void Write(string what, SourceSpan span, PathState state) => state.FirstWrite ??= (what, span);

    /// <summary>Something that can fault: nothing may have been written, and what was read must be what the fault depends on.</summary>
    private void Fault(string what, IEnumerable<string> taint, PathState state)
    {
        if (state.FirstWrite is { } write)
        {
            Report(SpecRule.WriteBeforeCheck, write.Span, $"{write.What} before {what}, which can still fault.");
        }

        var depends = new HashSet<string>(taint.Concat(state.Control.SelectMany(c => c)), StringComparer.Ordinal);
        foreach (var (source, span) in state.Reads.Where(r => !depends.Contains(r.Source)))
        {
            Report(SpecRule.DeviceBeforeCheck, span, $"A device can be read here ({source}) before {what}, which can still fault.");
        }
    }

    private void Report(SpecRule rule, SourceSpan span, string message) => _diagnostics.Add(new SpecDiagnostic(rule, span, message));
}
