namespace GenEmu.Core.Tests.Support;

/// <summary>The axes for tests of port strings. What answers later cannot be batched.</summary>
public sealed class BatchAxes : TheoryData<Engine, Answers, Batching>
{
    public BatchAxes()
    {
        foreach (Engine engine in Enum.GetValues<Engine>())
        {
            Add(engine, Answers.Immediate, Batching.Single);
            Add(engine, Answers.Immediate, Batching.Batched);
            Add(engine, Answers.Async, Batching.Single);
            Add(engine, Answers.Restored, Batching.Single);
        }
    }
}
