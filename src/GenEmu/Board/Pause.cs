using System.Runtime.InteropServices;

namespace GenEmu.Board;

/// <summary>Where a run ends exactly.</summary>
/// <param name="Cpu">The CPU that is counted; null for all together.</param>
/// <param name="Instructions">How many instructions it has completed there.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct Pause(int? Cpu, long Instructions);
