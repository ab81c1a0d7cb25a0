using System.Runtime.InteropServices;

namespace GenEmu.Conformance.Tests;

/// <summary>What prefixes and the mod bits make of a form.</summary>
/// <param name="OperandSize">2 or 4.</param>
/// <param name="AddressSize">2 or 4.</param>
/// <param name="Memory">Whether ModRM names memory, where it can.</param>
/// <param name="Segment">The segment override, or -1.</param>
/// <param name="Repeat">F2, F3 or 0.</param>
/// <param name="Lock">Whether LOCK stands before it.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct FormShape(int OperandSize, int AddressSize, bool Memory, int Segment = -1, byte Repeat = 0, bool Lock = false);
