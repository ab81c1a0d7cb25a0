namespace GenEmu.Core.Tests.Paths;

/// <summary>Where structures are, so that many of them cross from one page to the next.</summary>
internal static class PathLayout
{
    public const uint PageSize = 0x1000;
    public const uint First = 0x1_0000;
    /// <summary>A page that no page table maps, behind the structures.</summary>
    public const uint Absent = First + ((uint)Structure.Ports * PageSize);

    public const ushort Port = 0x50;
    public const int PortCount = 8;

    public const ushort KernelCode = 1 << 3;
    public const ushort KernelData = 2 << 3;
    public const ushort UserCode = (3 << 3) | 3;
    public const ushort UserData = (4 << 3) | 3;
    public const ushort Task = 5 << 3;
    public const ushort OtherTask = 6 << 3;
    public const ushort LocalTable = 7 << 3;
    public const ushort CallGate = 8 << 3;
    public const ushort TaskGate = 9 << 3;
    public const ushort NarrowTask = 10 << 3;

    /// <summary>A data segment's descriptor that lies in two pages.</summary>
    public const ushort Crossing = 12 << 3;

    public const ushort NotPresent = 13 << 3;
    public const int GdtEntries = 14;

    /// <summary>A vector whose gate (or real-mode pointer) lies in two pages.</summary>
    public const byte CrossingVector = 14;
    public const byte RealCrossingVector = 0x1D;

    public const byte InterruptGate = 0x20;
    public const byte TrapGate = 0x30;
    public const byte TaskGateVector = 0x31;
    public const byte AbsentGate = 0x32;
    public const byte NarrowGate = 0x33;
    public const int Vectors = 0x40;

    public static uint Gdt => At(Structure.Gdt) + 0xF9C;

    public static uint Ldt => At(Structure.Ldt);

    public static uint Idt => At(Structure.Idt) + 0xF8B;

    public static uint TaskState => At(Structure.OldTss) + 0xFC2;

    public static uint OtherTaskState => At(Structure.NewTss) + 0xFC2;

    /// <summary>A dword here lies in two pages.</summary>
    public static uint Data => At(Structure.Data) + 0xFFD;

    /// <summary>The second item pushed from here lies in two pages.</summary>
    public static uint Stack => At(Structure.StackEnd) + 6;

    public static uint InnerStack => At(Structure.InnerStackEnd) + 6;

    public static uint Code => At(Structure.CodeStart) + 0x100;

    public static uint At(Structure structure) => First + ((uint)structure * PageSize);

    public static uint Handler(int vector) => At(Structure.Handlers) + (uint)(vector * 4);
}
