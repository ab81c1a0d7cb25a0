using System.Runtime.InteropServices;
using GenEmu.Core;

namespace GenEmu;

/// <summary>Where the machine's debugger stopped.</summary>
/// <param name="CpuIndex">The CPU that hit, by its place in <see cref="Machine.Cpus"/>.</param>
/// <param name="Stop">Exactly where, and what it hit: <see cref="VcpuStop.Debug"/> is set.</param>
[StructLayout(LayoutKind.Auto)]
public readonly record struct DebugStop(int CpuIndex, VcpuStop Stop);
