using System.Runtime.InteropServices;

namespace GenEmu.Core.Execution;

/// <summary>An exception of the guest's, not yet delivered.</summary>
/// <param name="Vector">The vector.</param>
/// <param name="HasCode">Whether an error code is pushed.</param>
/// <param name="Code">The error code.</param>
/// <param name="Address">The linear address for CR2 (#PF), or the DR6 causes (#DB).</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct Fault(byte Vector, bool HasCode, uint Code, ulong Address);
