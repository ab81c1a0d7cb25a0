namespace GenEmu.Core.Cpu;

/// <summary>Types of system descriptors (SDM vol. 3, table 3-2).</summary>
internal static class SystemDescriptorType
{
    public const int Tss16Available = 1;
    public const int Ldt = 2;
    public const int Tss16Busy = 3;
    public const int CallGate16 = 4;
    public const int TaskGate = 5;
    public const int InterruptGate16 = 6;
    public const int TrapGate16 = 7;
    public const int Tss32Available = 9;
    public const int Tss32Busy = 11;
    public const int CallGate32 = 12;
    public const int InterruptGate32 = 14;
    public const int TrapGate32 = 15;
}
