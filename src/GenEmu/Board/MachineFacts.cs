using GenEmu.Abstractions;
using GenEmu.Core.Memory;

namespace GenEmu.Board;

/// <summary>Facts that firmware interfaces pass on.</summary>
internal sealed class MachineFacts(PhysicalMemory memory) : IMachineFacts
{
    public ulong MemorySize => memory.SystemSize;

    public ulong LowMemorySize => memory.LowSystemSize;

    public int CpuCount => 1;
}
