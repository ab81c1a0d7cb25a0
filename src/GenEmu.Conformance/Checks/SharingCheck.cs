using GenEmu.Conformance.Bench;

namespace GenEmu.Conformance.Checks;

/// <summary>Two machines side by side, each with this device: they have nothing in common.</summary>
internal static class SharingCheck
{
    public static void Run(CheckContext context, IReadOnlyList<TrafficStep> traffic, Recording baseline)
    {
        if (context.Found(ConformanceRule.Determinism))
        {
            return;
        }

        using var other = new BenchBoard(context);
        int next = traffic.Count;
        Recording beside = Recording.Make(context, traffic, HostPace.Late, (_, board) =>
        {
            other.Play(traffic[--next]);       // the same, backwards
            return board;
        });
        if (baseline.DifferenceTo(beside, traffic) is { } difference)
        {
            context.Report(ConformanceRule.Sharing, $"a second instance changed what the first one does, {difference}; there is static state");
        }
    }
}
