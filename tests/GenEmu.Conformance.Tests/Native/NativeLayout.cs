namespace GenEmu.Conformance.Tests.Native;

/// <summary>Where things are in the scratch process, and in the emulated processor's address space too.</summary>
internal static class NativeLayout
{
    public const uint PageSize = 0x1000;

    /// <summary>A page of INT3s, which ends whatever jumps there; writable and executable.</summary>
    public const uint CodePage = 0x11_0000;

    /// <summary>The instruction, amid the INT3s.</summary>
    public const uint Code = CodePage + 0x800;

    public const int CodeLength = 32;

    /// <summary>A writable page, with nothing behind it.</summary>
    public const uint DataPage = 0x12_0000;

    /// <summary>The last bytes of the data page: what is set and compared. The others are zero before each case.</summary>
    public const uint Area = DataPage + PageSize - AreaLength;

    public const int AreaLength = 768;          // so that the 512 bytes of FXSAVE have room behind every target

    /// <summary>A page that may only be read: zeros.</summary>
    public const uint ReadOnlyPage = 0x13_0000;

    /// <summary>The scratch program, where no arithmetic is likely to lead, and what it keeps for itself: the signal stack, its variables, the cases.</summary>
    public const uint Program = 0x5A00_0000;

    public const uint SignalStack = 0x5A10_0000;

    public const int SignalStackLength = 0x1_0000;

    public const uint Variables = 0x5A20_0000;

    public const uint Cases = 0x5A30_0000;

    public const int MostCases = 4096;

    // Linux' selectors (arch/x86/include/asm/segment.h).
    public const ushort UserCode = 0x23;
    public const ushort UserData = 0x2B;
}
