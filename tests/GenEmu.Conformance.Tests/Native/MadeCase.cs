using System.Runtime.InteropServices;

namespace GenEmu.Conformance.Tests.Native;

/// <summary>What is known of a case beside its state.</summary>
/// <param name="Shape">The instruction's shape.</param>
/// <param name="Length">The number of its bytes.</param>
/// <param name="Target">Where a memory operand was meant to be.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct MadeCase(FormShape Shape, int Length, uint Target);
