using GenEmu.Abstractions;

namespace GenEmu.Plugins.Pc.Tests.Support;

/// <summary>The machine's facts, as a test sets them.</summary>
public sealed class TestFacts : IMachineFacts
{
    public ulong MemorySize { get; set; } = 64 << 20;

    public ulong LowMemorySize => Math.Min(MemorySize, 0xC000_0000);

    public int CpuCount { get; set; } = 1;
}
