namespace GenEmu.Core.Tracing;

/// <summary>Hears of what a vCPU does. It changes nothing of what the guest sees.</summary>
/// <remarks>Called on the machine's thread, in program order, and in the middle of instructions: it must not throw, and not touch the machine.</remarks>
public interface ITracer
{
    /// <summary>What to call it for; asked once, when the tracer is attached.</summary>
    TraceKinds Kinds { get; }

    /// <summary>A device answered an access, or nobody waits for its answer any more.</summary>
    /// <param name="access">The access.</param>
    void Access(in TracedAccess access);

    /// <summary>An interrupt or exception was delivered.</summary>
    /// <param name="delivery">The delivery.</param>
    void Delivery(in TracedDelivery delivery);

    /// <summary>An instruction begins. A repeated string instruction begins once, and again after what interrupted it.</summary>
    /// <param name="instruction">The instruction.</param>
    /// <param name="code">Its bytes, valid during the call.</param>
    void Instruction(in TracedInstruction instruction, ReadOnlySpan<byte> code);

    /// <summary>Something was recognised at an instruction boundary.</summary>
    /// <param name="boundary">The boundary.</param>
    void Boundary(in TracedBoundary boundary);
}
