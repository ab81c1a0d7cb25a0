using System.Runtime.InteropServices;

namespace GenEmu.Abstractions;

/// <summary>A byte of an <see cref="AcpiImage"/> that makes the sum of a range 0.</summary>
/// <param name="InRootPointer">Whether it stands in the root pointer; else in the tables.</param>
/// <param name="Start">Where the range starts.</param>
/// <param name="Length">The range's length in bytes.</param>
/// <param name="Offset">Where the byte stands, within the range; 0 until it is set.</param>
[StructLayout(LayoutKind.Auto)]
public readonly record struct AcpiChecksum(bool InRootPointer, int Start, int Length, int Offset);
