using GenEmu.Core.Tracing;

namespace GenEmu.Core.Tests.Support;

/// <summary>Notes what it hears.</summary>
internal sealed class TestTracer(TraceKinds kinds) : ITracer
{
    public TraceKinds Kinds { get; } = kinds;

    public List<TracedAccess> Accesses { get; } = [];

    public List<TracedDelivery> Deliveries { get; } = [];

    public List<(TracedInstruction Instruction, string Code)> Instructions { get; } = [];

    public List<TracedBoundary> Boundaries { get; } = [];

    public void Access(in TracedAccess access) => Accesses.Add(access);

    public void Delivery(in TracedDelivery delivery) => Deliveries.Add(delivery);

    public void Instruction(in TracedInstruction instruction, ReadOnlySpan<byte> code) => Instructions.Add((instruction, Convert.ToHexString(code)));

    public void Boundary(in TracedBoundary boundary) => Boundaries.Add(boundary);
}
