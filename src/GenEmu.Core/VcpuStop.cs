using System.Runtime.InteropServices;
using GenEmu.Core.Io;

namespace GenEmu.Core;

/// <summary>Exactly where a vCPU stopped (rule F6).</summary>
/// <param name="Kind">Why.</param>
/// <param name="StartRip">The IP of the instruction that is in progress or comes next.</param>
/// <param name="NextRip">The IP after the instruction in progress; <paramref name="StartRip"/> if none is.</param>
/// <param name="Committed">Whether everything up to here has retired; false while an instruction waits.</param>
/// <param name="Iteration">Finished iterations of a REP instruction in progress.</param>
/// <param name="Epoch">The vCPU's state epoch (rule A8).</param>
/// <param name="PendingDebug">The pending-debug word (rule C24).</param>
/// <param name="Request">The access that is waited for.</param>
[StructLayout(LayoutKind.Auto)]
public readonly record struct VcpuStop(
    VcpuStopKind Kind, ulong StartRip, ulong NextRip, bool Committed, long Iteration, ulong Epoch, uint PendingDebug, IoRequest? Request);
