using System.Runtime.InteropServices;

namespace GenEmu.Plugins.Pc;

/// <summary>How register B wants the clock's registers to look: binary or BCD, 24 hours or 12 with PM in bit 7.</summary>
[StructLayout(LayoutKind.Auto)]
internal readonly struct RtcFormat(byte registerB)
{
    private const byte Pm = 0x80;

    private readonly bool _binary = (registerB & 0x04) != 0;
    private readonly bool _hours24 = (registerB & 0x02) != 0;

    public byte Encode(int number) => (byte)(_binary ? number : (number / 10 << 4) | (number % 10));

    public byte Decode(byte value) => (byte)(_binary ? value : ((value >> 4) * 10) + (value & 15));

    public byte EncodeHour(int hour) => _hours24
        ? Encode(hour)
        : (byte)(Encode(hour % 12 == 0 ? 12 : hour % 12) | (hour >= 12 ? Pm : 0));

    public byte DecodeHour(byte value) => _hours24
        ? Decode(value)
        : (byte)((Decode((byte)(value & ~Pm)) % 12) + ((value & Pm) != 0 ? 12 : 0));
}
