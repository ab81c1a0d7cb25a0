using GenEmu.Conformance.Bench;

namespace GenEmu.Conformance.Checks;

/// <summary>The same traffic with repeated accesses in blocks: a guest cannot tell.</summary>
internal static class BlockCheck
{
    public static void Run(CheckContext context, IReadOnlyList<TrafficStep> traffic, Recording baseline)
    {
        using (var board = new BenchBoard(context))
        {
            if (!board.Ports.History.Exists(claim => claim.Block is not null) || context.Found(ConformanceRule.Determinism))
            {
                return;
            }
        }

        if (baseline.DifferenceTo(Recording.Make(context, traffic, HostPace.Late, blocks: true), traffic) is { } difference)
        {
            context.Report(
                ConformanceRule.Blocks,
                $"element by element and in blocks it is not the same, {difference}; stop after the element that changes something outside, and leave what depends on the time");
        }
    }
}
