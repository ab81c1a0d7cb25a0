using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.FlowAnalysis;

namespace GenEmu.Devices.Generators.Analysis;

/// <summary>What one method does to state, and in which order with its waiting.</summary>
/// <param name="Writes">The state that it writes itself.</param>
/// <param name="Callees">The methods of the same class that it calls.</param>
/// <param name="Early">Writes and calls after which it may still wait.</param>
internal sealed record MethodFacts(IReadOnlyList<string> Writes, IReadOnlyList<IMethodSymbol> Callees, IReadOnlyList<EarlyEvent> Early)
{
    public static MethodFacts Gather(IMethodSymbol method, IEnumerable<ControlFlowGraph> graphs)
    {
        List<FlowEvent> all = [];
        List<EarlyEvent> early = [];
        foreach (ControlFlowGraph graph in graphs)
        {
            FlowEvent[][] blocks = [.. new EventCollector(method, graph).Blocks()];
            all.AddRange(blocks.SelectMany(block => block));
            early.AddRange(FindEarly(graph, blocks));
        }

        return new MethodFacts(
            [.. all.Where(item => item.State is not null).Select(item => item.State!)],
            [.. all.Where(item => item.Callee is not null).Select(item => item.Callee!)],
            early);
    }

    private static IEnumerable<EarlyEvent> FindEarly(ControlFlowGraph graph, FlowEvent[][] blocks)
    {
        foreach (BasicBlock block in graph.Blocks)
        {
            FlowEvent[] events = blocks[block.Ordinal];
            FlowEvent[] laterBlocks = [.. FlowOrder.After(graph, block).SelectMany(later => blocks[later.Ordinal]).Where(item => item.IsWait)];
            for (int i = 0; i < events.Length; i++)
            {
                FlowEvent[] waits = [.. events.Skip(i + 1).Where(item => item.IsWait), .. laterBlocks];
                if (!events[i].IsWait && waits.Length > 0)
                {
                    yield return new EarlyEvent(
                        events[i].Syntax.GetLocation(),
                        events[i].State,
                        events[i].Callee,
                        Array.TrueForAll(waits, wait => wait.WaitsFor(events[i])));
                }
            }
        }
    }
}
