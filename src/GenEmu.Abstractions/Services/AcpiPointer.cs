using System.Runtime.InteropServices;

namespace GenEmu.Abstractions;

/// <summary>A pointer into the tables of an <see cref="AcpiImage"/>.</summary>
/// <param name="InRootPointer">Whether it stands in the root pointer; else in the tables.</param>
/// <param name="Offset">Where its 4 bytes stand.</param>
[StructLayout(LayoutKind.Auto)]
public readonly record struct AcpiPointer(bool InRootPointer, int Offset);
