using GenEmu.Abstractions;
using GenEmu.Conformance.Bench;

namespace GenEmu.Conformance.Checks;

/// <summary>Saves the device after every step, and while it waits, and goes on with a fresh instance that loads it.</summary>
internal static class StateCheck
{
    public static void Run(CheckContext context, IReadOnlyList<TrafficStep> traffic, Recording baseline)
    {
        if (context.Found(ConformanceRule.Determinism) || context.Found(ConformanceRule.HostTime))
        {
            return;             // every difference would be blamed on loading
        }

        Recording chain = Recording.Make(context, traffic, HostPace.Late, (i, board) => HandOver(context, board, Next(traffic, baseline, i)));
        if (baseline.DifferenceTo(chain, traffic) is { } difference)
        {
            bool saves = baseline.FinalState?.Names.Any() == true;
            context.Report(
                ConformanceRule.Load,
                saves ? $"a fresh instance that loaded the state goes on differently, {difference}; is something not [State], or not put right in [OnLoad]?"
                    : $"the device saves nothing, and a fresh instance goes on differently, {difference}; mark its fields [State], or implement IStateful");
        }

        CheckDamage(context, baseline.FinalState);
    }

    /// <summary>The step that the device will wait in, if it is the next one.</summary>
    private static TrafficStep? Next(IReadOnlyList<TrafficStep> traffic, Recording baseline, int i) => baseline.Waiting.Contains(i + 1) ? traffic[i + 1] : null;

    private static BenchBoard HandOver(CheckContext context, BenchBoard board, TrafficStep? waiting)
    {
        BenchState? before = board.Save();
        if (before is not null && before.DifferenceTo(board.Save()!) is { } unstable)
        {
            context.Report(ConformanceRule.Save, $"saving twice gives different states, {unstable}");
        }

        // The access that waits is the machine's to keep: after loading, it is offered to the device again from its start.
        using BenchPending? pending = waiting is null ? null : board.Begin(waiting);
        if (pending is not null && board.Subject is not IResumable && before is not null && before.DifferenceTo(board.Save()!) is { } early)
        {
            context.Report(
                ConformanceRule.StateBeforeWait,
                $"{waiting} changed state before it waited, {early}; a snapshot taken meanwhile would make it happen twice. Write [State] after the last await only");
        }

        BenchBoard next = board.HandOver();
        if (pending is null)
        {
            Compare(context, board, next, before);
        }

        next.Offered = pending?.Id;
        pending?.Cancel();
        board.Dispose();
        return next;
    }

    private static void Compare(CheckContext context, BenchBoard board, BenchBoard next, BenchState? before)
    {
        if (before is not null && before.DifferenceTo(next.Save()!) is { } lost)
        {
            context.Report(ConformanceRule.Load, $"loading a state and saving it again gives another one, {lost}");
        }

        if (board.DescribeWires() is var wires && next.DescribeWires() is var loadedWires && wires != loadedWires)
        {
            context.Report(ConformanceRule.Load, $"wires are not driven again after loading: '{wires}' were high, '{loadedWires}' are; drive them in [OnLoad]");
        }

        if (board.DescribeClaims() is var claims && next.DescribeClaims() is var loadedClaims && claims != loadedClaims)
        {
            context.Report(ConformanceRule.Load, $"claims are not where they were after loading: {claims} became {loadedClaims}; move them in [OnLoad]");
        }
    }

    /// <summary>Files come from anywhere: what is not a whole state of this version is refused.</summary>
    private static void CheckDamage(CheckContext context, BenchState? state)
    {
        if (state is null || !state.Names.Any() || context.Create() is not IStateful { StateVersion: var version })
        {
            return;
        }

        MustRefuse(context, state, version + 1, "of a newer version");
        MustRefuse(context, state, 0, "of version 0");
        foreach (string name in state.Names)
        {
            MustRefuse(context, state.Without(name), version, $"without '{name}'");
            MustRefuse(context, state.Lengthened(name), version, $"with a '{name}' that is too long");
        }
    }

    private static void MustRefuse(CheckContext context, BenchState state, int version, string what)
    {
        context.Now($"loading a state {what}");
        using var board = new BenchBoard(context);
        try
        {
            board.Run(() => ((IStateful)board.Subject).Load(state, version));
        }
        catch (Exception exception) when (exception is not (NullReferenceException or IndexOutOfRangeException or CheckEndedException))
        {
            return;
        }
        catch (Exception exception) when (exception is not CheckEndedException)
        {
            context.Report(ConformanceRule.LoadChecks, $"loading a state {what} threw {exception.GetType().Name}; throw an InvalidDataException that says what is wrong");
            return;
        }

        context.Report(ConformanceRule.LoadChecks, $"a state {what} was loaded without complaint; throw an InvalidDataException");
    }
}
