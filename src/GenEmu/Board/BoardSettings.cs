using GenEmu.Core.Cpu;

namespace GenEmu.Board;

/// <summary>What a board is built from, apart from its devices.</summary>
internal sealed record BoardSettings(
    ulong MemorySize, int CpuCount, CpuModel CpuModel, ClockSettings Clock, bool RecordOnly, int? DelaySeed, DeviceFaultPolicy OnDeviceFault, TripleFaultPolicy OnTripleFault,
    TimeSpan? Watchdog);
