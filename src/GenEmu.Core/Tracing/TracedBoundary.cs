using System.Runtime.InteropServices;

namespace GenEmu.Core.Tracing;

/// <summary>What was pending at an instruction boundary, and what was chosen of it (rule C21).</summary>
/// <param name="At">The instruction before which the boundary lies.</param>
/// <param name="Pending">Everything that was known to be pending, what is masked included. Faults of the next instruction are known only when it comes to them.</param>
/// <param name="Masked">What of it could not be recognised: INTR while IF is 0, NMI in an NMI's handler, a trap in the shadow of MOV SS.</param>
/// <param name="Chosen">What was recognised: one of <paramref name="Pending"/>.</param>
[StructLayout(LayoutKind.Auto)]
public readonly record struct TracedBoundary(TracePoint At, BoundaryEvents Pending, BoundaryEvents Masked, BoundaryEvents Chosen);
