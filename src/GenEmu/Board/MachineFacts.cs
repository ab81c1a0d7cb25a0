using GenEmu.Abstractions;
using GenEmu.Core.Memory;

namespace GenEmu.Board;

/// <summary>Facts that firmware interfaces pass on.</summary>
internal sealed class MachineFacts(PhysicalMemory memory, int cpuCount) : IMachineFacts
{
    public ulong MemorySize => memory.SystemSize;

    public ulong LowMemorySize => memory.LowSystemSize;

    public int CpuCount => cpuCount;
}
