using GenEmu.Core.Tracing;

namespace GenEmu;

/// <summary>Hears of what a machine does. See <see cref="MachineBuilder.Trace(IMachineTracer)"/>.</summary>
/// <remarks>Called on the machine's thread, in program order, and in the middle of instructions: it must not throw, and not touch the machine.</remarks>
public interface IMachineTracer : ITracer
{
    /// <summary>A reset takes effect. Called if <see cref="ITracer.Kinds"/> has <see cref="TraceKinds.Events"/>.</summary>
    /// <param name="reset">Where it came from.</param>
    void Reset(ResetRecord reset);
}
