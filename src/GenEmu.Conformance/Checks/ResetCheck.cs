using GenEmu.Abstractions;
using GenEmu.Conformance.Bench;

namespace GenEmu.Conformance.Checks;

/// <summary>Resets at every access: what must be gone is gone, and what must stay stays.</summary>
internal static class ResetCheck
{
    private const long SettleTime = 1_500_000_000;
    private const int MostPlaces = 400;
    private const int MostWaits = 16;
    private const int Afterwards = 20;
    private const int EnoughStates = 3;
    private static readonly TimeSpan HostWork = TimeSpan.FromMilliseconds(200);

    public static void Run(CheckContext context, IReadOnlyList<TrafficStep> traffic, Recording baseline)
    {
        HardResets(context, traffic);
        CancelledAccesses(context, traffic, baseline);
        OverlappingAccesses(context, traffic, baseline);
    }

    private static void HardResets(CheckContext context, IReadOnlyList<TrafficStep> traffic)
    {
        using var fresh = new BenchBoard(context);
        string wires = fresh.DescribeWires();
        string claims = fresh.DescribeClaims();
        fresh.Transcript.Clear();
        fresh.Pass(SettleTime);
        HashSet<string> idle = Deeds(fresh);

        int cleared = 0;
        int kept = 0;
        using var branches = new Branches(context, traffic);
        foreach (int place in branches.Places(Enumerable.Range(1, traffic.Count), MostPlaces))
        {
            using BenchBoard board = branches.At(place);
            BenchState? before = board.Save();
            using (BenchBoard init = branches.At(place))
            {
                init.Reset(ResetKind.Init);
                board.Reset(ResetKind.Hard);
                CountInit(before, init.Save(), board.Save(), ref cleared, ref kept);
            }

            board.Settle();
            CheckPins(context, board, wires, claims, traffic[place - 1]);
            board.Transcript.Clear();
            board.Pass(SettleTime);
            foreach (string deed in Deeds(board).Where(deed => !idle.Contains(deed)))
            {
                context.Report(
                    ConformanceRule.ResetTimers,
                    $"after {traffic[place - 1]} and a hard reset, time alone made the device do '{deed}', which it does not do after power-on; cancel timers in [OnReset]");
            }
        }

        if (cleared >= EnoughStates && kept == 0)
        {
            context.Report(ConformanceRule.Init, "an INIT puts the device into the state of a hard reset; INIT is the CPUs' alone, so look at the ResetKind in [OnReset]");
        }
    }

    private static void CountInit(BenchState? before, BenchState? afterInit, BenchState? afterHard, ref int cleared, ref int kept)
    {
        if (before is not null && before.DifferenceTo(afterHard!) is not null)
        {
            bool same = afterInit!.DifferenceTo(afterHard!) is null;
            cleared += same ? 1 : 0;
            kept += same ? 0 : 1;
        }
    }

    private static void CheckPins(CheckContext context, BenchBoard board, string wires, string claims, TrafficStep last)
    {
        if (board.DescribeWires() is var now && now != wires)
        {
            context.Report(ConformanceRule.ResetWires, $"after {last} and a hard reset, the device holds '{now}' high; after power-on it is '{wires}'. Drive wires in [OnReset]");
        }

        if (board.DescribeClaims() is var places && places != claims)
        {
            context.Report(ConformanceRule.ResetClaims, $"after {last} and a hard reset, claims are {places}; after power-on they are {claims}. Move them back in [OnReset]");
        }
    }

    /// <summary>An access that a reset cancels, beside the same reset without the access: nothing may differ.</summary>
    private static void CancelledAccesses(CheckContext context, IReadOnlyList<TrafficStep> traffic, Recording baseline)
    {
        if (context.Create() is IResumable)
        {
            return;         // what it has accepted, it does
        }

        using var branches = new Branches(context, traffic);
        foreach (int place in branches.Places(baseline.Waiting, MostWaits))
        {
            foreach (ResetKind kind in (ResetKind[])[ResetKind.Hard, ResetKind.Init])
            {
                using BenchBoard with = branches.At(place);
                using BenchBoard without = branches.At(place);
                Cancel(with, traffic[place], kind);
                without.Reset(kind);
                without.Pass(SettleTime);
                if (Compare(with, without, traffic.Skip(place + 1).Take(Afterwards)) is { } difference)
                {
                    context.Report(
                        ConformanceRule.Cancellation,
                        $"{traffic[place]} was cancelled by a reset ({kind}) while it waited, and still had an effect: {difference}; "
                        + "after the last await, look at the token (ThrowIfCancellationRequested) before anything is written");
                }
            }
        }
    }

    private static void Cancel(BenchBoard board, TrafficStep step, ResetKind kind)
    {
        BenchPending? pending = board.Begin(step);
        pending?.Cancel();
        board.Transcript.Clear();
        board.Reset(kind);
        board.Pass(SettleTime);
        if (pending is { IsCompleted: false })
        {
            board.Scheduler.WaitForMore(HostWork);
            board.Settle();
        }

        pending?.Dispose();
    }

    private static string? Compare(BenchBoard with, BenchBoard without, IEnumerable<TrafficStep> rest)
    {
        string? difference = with.Save() is { } state ? state.DifferenceTo(without.Save()!) : null;
        difference ??= Recording.Difference(with.Transcript, without.Transcript);
        foreach (TrafficStep step in difference is null ? rest : [])
        {
            with.Play(step);
            without.Play(step);
        }

        return difference ?? Recording.Difference(with.Transcript, without.Transcript);
    }

    /// <summary>With several CPUs, several accesses wait, and are answered in any order.</summary>
    private static void OverlappingAccesses(CheckContext context, IReadOnlyList<TrafficStep> traffic, Recording baseline)
    {
        using var branches = new Branches(context, traffic);
        int[] places = [.. branches.Places(baseline.Waiting, MostWaits)];
        for (int i = 0; i < places.Length; i++)
        {
            TrafficStep first = traffic[places[i]];
            TrafficStep second = traffic[places[(i + 1) % places.Length]];
            foreach (bool reversed in (bool[])[false, true])
            {
                using BenchBoard board = branches.At(places[i]);
                BenchPending? a = board.Begin(first);
                BenchPending? b = board.Begin(second);
                foreach ((BenchPending? pending, TrafficStep step) in reversed ? [(b, second), (a, first)] : ((BenchPending?, TrafficStep)[])[(a, first), (b, second)])
                {
                    if (pending is not null)
                    {
                        board.Finish(pending, step);
                        pending.Dispose();
                    }
                }

                board.Play(first);
            }
        }
    }

    /// <summary>What a device did by itself, without the times.</summary>
    private static HashSet<string> Deeds(BenchBoard board) => [.. board.Transcript.Select(line => line.Split('@')[0].TrimEnd())];
}
