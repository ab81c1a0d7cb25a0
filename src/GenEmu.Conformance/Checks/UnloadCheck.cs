using GenEmu.Conformance.Bench;

namespace GenEmu.Conformance.Checks;

/// <summary>Takes the device out while it works: nothing of it goes on.</summary>
internal static class UnloadCheck
{
    private static readonly TimeSpan Aftermath = TimeSpan.FromMilliseconds(60);

    public static void Run(CheckContext context, IReadOnlyList<TrafficStep> traffic, Recording baseline)
    {
        using var branches = new Branches(context, traffic);
        foreach (int place in branches.Places(baseline.Waiting.Append(traffic.Count), most: 4))
        {
            BenchBoard board = branches.At(place);
            using BenchPending? pending = place < traffic.Count ? board.Begin(traffic[place]) : null;
            pending?.Cancel();
            board.Unload();
            context.Now("waiting for what goes on after unloading");
            board.Scheduler.WaitForMore(Aftermath);
            board.Settle();
        }
    }
}
