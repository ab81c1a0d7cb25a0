using System.Runtime.InteropServices;

namespace GenEmu.Core.Debug;

/// <summary>What made the host's debugger stop.</summary>
/// <param name="Rip">
/// The IP of the instruction that did it: the one just retired (or before which an event was delivered) for steps, data and ports; the one to be run next
/// for <see cref="HostBreakpointKind.Execute"/>.
/// </param>
/// <param name="IsStep">Whether a step is done; it may have ended at an execute breakpoint.</param>
/// <param name="Breakpoint">The breakpoint hit; of several, the one whose access came first, and then the one added first. <see langword="null"/> for a mere step.</param>
/// <param name="Address">The linear address or port of the access that hit; 0 for a mere step.</param>
[StructLayout(LayoutKind.Auto)]
public readonly record struct DebugHit(ulong Rip, bool IsStep, HostBreakpoint? Breakpoint, ulong Address);
