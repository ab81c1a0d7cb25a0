using System.Runtime.InteropServices;

namespace GenEmu.Core.Cpu;

/// <summary>What CPUID returns.</summary>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct CpuidResult(uint Eax, uint Ebx, uint Ecx, uint Edx);
