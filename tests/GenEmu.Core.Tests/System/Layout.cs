namespace GenEmu.Core.Tests.SystemLevel;

/// <summary>Where the guest program keeps things: linear addresses, selectors and vectors.</summary>
internal static class Layout
{
    /// <summary>The image is copied here from the ROM at <see cref="Rom"/>.</summary>
    public const uint Image = 0x1_0000;
    public const int ImageSize = 0x2_0000;
    public const uint Rom = 0xE_0000;

    /// <summary>The <see cref="Field"/>s of the last event, a dword each.</summary>
    public const uint State = 0x500;
    public const uint Record = 0x600;
    public const uint RingFlags = 0x604;
    public const uint Scratch = 0x700;

    /// <summary>Points to the pseudo-descriptor of the running group's GDT.</summary>
    public const uint GdtPointer = 0x608;

    public const uint Stack0 = 0x8000;
    public const uint InnerStack0 = 0x7000;
    public const uint InnerStack1 = 0x9000;
    public const uint InnerStack2 = 0xA000;
    public const uint Stack3 = 0xC000;

    // Paging: tables and the pages under test, all of which the identity map covers.
    public const uint PageDirectory = 0x10_0000;
    public const uint PageTable = 0x10_1000;
    public const uint PaeTable = 0x10_2000;
    public const uint TestPage = 0x20_0000;

    public const ushort Code0 = 0x08;
    public const ushort Data0 = 0x10;
    public const ushort Code3 = 0x1B;
    public const ushort Data3 = 0x23;
    public const ushort Code1 = 0x29;
    public const ushort Data1 = 0x31;
    public const ushort Code2 = 0x3A;
    public const ushort Data2 = 0x42;
    public const ushort Tss = 0x48;
    public const ushort Ldt = 0x50;

    /// <summary>Ends a case from any ring.</summary>
    public const byte EndVector = 0x81;

    public static ushort Code(int ring) => ring switch { 0 => Code0, 1 => Code1, 2 => Code2, _ => Code3 };

    public static ushort Data(int ring) => ring switch { 0 => Data0, 1 => Data1, 2 => Data2, _ => Data3 };

    public static uint Stack(int ring) => ring switch { 0 => Stack0, 1 => InnerStack1 - 0x800, 2 => InnerStack2 - 0x800, _ => Stack3 };
}
