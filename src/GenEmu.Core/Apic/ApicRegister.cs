namespace GenEmu.Core.Apic;

/// <summary>Offsets of the local APIC's registers (SDM vol. 3, table 10-1). Each is 32 bits wide, 16 bytes from the next.</summary>
internal static class ApicRegister
{
    public const int Id = 0x020;
    public const int Version = 0x030;
    public const int TaskPriority = 0x080;
    public const int ArbitrationPriority = 0x090;
    public const int ProcessorPriority = 0x0A0;
    public const int EndOfInterrupt = 0x0B0;
    public const int LogicalDestination = 0x0D0;
    public const int DestinationFormat = 0x0E0;
    public const int SpuriousVector = 0x0F0;
    public const int InService = 0x100;
    public const int TriggerMode = 0x180;
    public const int InterruptRequest = 0x200;
    public const int ErrorStatus = 0x280;
    public const int CommandLow = 0x300;
    public const int CommandHigh = 0x310;
    public const int LvtTimer = 0x320;
    public const int LvtThermal = 0x330;
    public const int LvtPerformance = 0x340;
    public const int LvtPin0 = 0x350;
    public const int LvtPin1 = 0x360;
    public const int LvtError = 0x370;
    public const int InitialCount = 0x380;
    public const int CurrentCount = 0x390;
    public const int DivideConfiguration = 0x3E0;

    /// <summary>The first of the local vector table, which is contiguous.</summary>
    public const int FirstLvt = LvtTimer;

    /// <summary>The last of the local vector table.</summary>
    public const int LastLvt = LvtError;
}
