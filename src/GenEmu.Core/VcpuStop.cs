using System.Runtime.InteropServices;
using GenEmu.Core.Debug;
using GenEmu.Core.Io;

namespace GenEmu.Core;

/// <summary>Exactly where a vCPU stopped (rule F6). The same under every <see cref="RipPolicy"/>.</summary>
/// <param name="Kind">Why.</param>
/// <param name="StartRip">The IP of the instruction that is in progress or comes next.</param>
/// <param name="NextRip">
/// The IP after the instruction in progress, which waits or is between two iterations; <paramref name="StartRip"/> if none is, and while the
/// instruction's own bytes are waited for.
/// </param>
/// <param name="Committed">Whether everything up to here has retired; false while an instruction or an event's delivery waits.</param>
/// <param name="Iteration">Finished iterations of the REP instruction at <paramref name="StartRip"/>; 0 if none has begun.</param>
/// <param name="Epoch">The vCPU's state epoch (rule A8).</param>
/// <param name="PendingDebug">
/// The pending-debug word (rule C24): causes of the guest's next #DB that have retired but are not delivered yet. Bits as in DR6, all active-high, and
/// bit 12: an enabled breakpoint is among them. What an instruction that waits has matched is not in it before it retires.
/// </param>
/// <param name="Request">The access that is waited for; only with <see cref="VcpuStopKind.IoPending"/>.</param>
/// <param name="Debug">What the host's debugger hit; only with <see cref="VcpuStopKind.Debug"/>.</param>
[StructLayout(LayoutKind.Auto)]
public readonly record struct VcpuStop(
    VcpuStopKind Kind, ulong StartRip, ulong NextRip, bool Committed, long Iteration, ulong Epoch, uint PendingDebug, IoRequest? Request, DebugHit? Debug);
