using Microsoft.CodeAnalysis.FlowAnalysis;

namespace GenEmu.Devices.Generators.Analysis;

/// <summary>Walks a control-flow graph.</summary>
internal static class FlowOrder
{
    /// <summary>The blocks that may run after a block; itself among them if it stands in a loop.</summary>
    public static IEnumerable<BasicBlock> After(ControlFlowGraph graph, BasicBlock start)
    {
        HashSet<int> seen = [];
        Queue<BasicBlock> open = new(Next(graph, start));
        while (open.Count > 0)
        {
            BasicBlock block = open.Dequeue();
            if (seen.Add(block.Ordinal))
            {
                yield return block;
                foreach (BasicBlock next in Next(graph, block))
                {
                    open.Enqueue(next);
                }
            }
        }
    }

    // A branch that leaves a try block runs the finally blocks on its way.
    private static IEnumerable<BasicBlock> Next(ControlFlowGraph graph, BasicBlock block)
    {
        foreach (ControlFlowBranch? branch in new[] { block.FallThroughSuccessor, block.ConditionalSuccessor })
        {
            if (branch?.Destination is { } destination)
            {
                yield return destination;
                foreach (ControlFlowRegion region in branch.FinallyRegions)
                {
                    yield return graph.Blocks[region.FirstBlockOrdinal];
                }
            }
        }
    }
}
