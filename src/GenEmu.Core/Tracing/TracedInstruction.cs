using System.Runtime.InteropServices;

namespace GenEmu.Core.Tracing;

/// <summary>An instruction that begins.</summary>
/// <param name="At">Where.</param>
/// <param name="Bits">The size of its code segment: 16 or 32.</param>
[StructLayout(LayoutKind.Auto)]
public readonly record struct TracedInstruction(TracePoint At, int Bits);
