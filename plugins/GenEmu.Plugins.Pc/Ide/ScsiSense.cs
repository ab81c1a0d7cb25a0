using System.Runtime.InteropServices;

namespace GenEmu.Plugins.Pc;

/// <summary>Why a packet command failed (SPC-3, section 4.5.6; MMC-4, annex F).</summary>
/// <param name="Key">The sense key.</param>
/// <param name="Code">The additional sense code.</param>
/// <param name="Qualifier">Its qualifier.</param>
[StructLayout(LayoutKind.Sequential, Pack = 1)]
internal readonly record struct ScsiSense(byte Key, byte Code, byte Qualifier)
{
    public static ScsiSense None => default;

    public static ScsiSense NoMedium => new(2, 0x3A, 0x01);

    public static ScsiSense TrayOpen => new(2, 0x3A, 0x02);

    public static ScsiSense UnrecoveredRead => new(3, 0x11, 0x00);

    public static ScsiSense InvalidCommand => new(5, 0x20, 0x00);

    public static ScsiSense OutOfRange => new(5, 0x21, 0x00);

    public static ScsiSense InvalidField => new(5, 0x24, 0x00);

    public static ScsiSense SavingNotSupported => new(5, 0x39, 0x00);

    public static ScsiSense RemovalPrevented => new(5, 0x53, 0x02);

    public static ScsiSense MediumChanged => new(6, 0x28, 0x00);

    public static ScsiSense WasReset => new(6, 0x29, 0x00);
}
