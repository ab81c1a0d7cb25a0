using System.Runtime.InteropServices;

namespace GenEmu.Core.Debug;

/// <summary>What made the host's debugger stop.</summary>
/// <param name="Rip">The IP of the instruction that did it: still to be run at an <see cref="HostBreakpointKind.Execute"/> hit, retired at any other.</param>
/// <param name="IsStep">Whether a step is done.</param>
/// <param name="Breakpoint">The breakpoint hit; of several, the one whose access came first, and then the one added first. <see langword="null"/> for a mere step.</param>
/// <param name="Address">The linear address or port of the access that hit; 0 for a mere step.</param>
[StructLayout(LayoutKind.Auto)]
public readonly record struct DebugHit(ulong Rip, bool IsStep, HostBreakpoint? Breakpoint, ulong Address);
