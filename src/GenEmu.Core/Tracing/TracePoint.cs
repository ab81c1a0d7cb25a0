using System.Runtime.InteropServices;

namespace GenEmu.Core.Tracing;

/// <summary>Where in the program an entry of a trace belongs.</summary>
/// <param name="Instructions">What the vCPU had completed until then: instructions, REP iterations and deliveries.</param>
/// <param name="Cpu">The vCPU's index.</param>
/// <param name="Selector">CS.</param>
/// <param name="Rip">The IP of the instruction in progress, or of the next one.</param>
[StructLayout(LayoutKind.Auto)]
public readonly record struct TracePoint(long Instructions, int Cpu, ushort Selector, ulong Rip)
{
    /// <inheritdoc/>
    public override string ToString() => $"{Instructions} cpu{Cpu} {Selector:X4}:{Rip:X8}";
}
