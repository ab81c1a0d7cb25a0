using System.Runtime.InteropServices;
using GenEmu.Core.Io;

namespace GenEmu.Core.Tracing;

/// <summary>One natively sized access to a device.</summary>
/// <param name="At">The instruction that made it.</param>
/// <param name="Kind">Port or memory, read or write.</param>
/// <param name="Address">The port or the guest-physical address.</param>
/// <param name="Width">Bytes: 1, 2, 4 or 8.</param>
/// <param name="Device">The device's name; empty where nobody answers, <c>recording</c> where a recording does.</param>
/// <param name="Value">What was read or written.</param>
/// <param name="Outcome">When the answer came.</param>
[StructLayout(LayoutKind.Auto)]
public readonly record struct TracedAccess(TracePoint At, IoKind Kind, ulong Address, int Width, string Device, ulong Value, AccessOutcome Outcome);
