using System.Globalization;
using System.Text;

namespace GenEmu.Gdb;

/// <summary>Hexadecimal text as gdb writes it.</summary>
internal static class Hex
{
    /// <summary>The value of a digit; more than a byte for what is none, so that no checksum matches it.</summary>
    public static int Digit(byte character) => character switch
    {
        >= (byte)'0' and <= (byte)'9' => character - '0',
        >= (byte)'a' and <= (byte)'f' => character - 'a' + 10,
        >= (byte)'A' and <= (byte)'F' => character - 'A' + 10,
        _ => 0x1000,
    };

    public static string Of(ReadOnlySpan<byte> bytes) => Convert.ToHexStringLower(bytes);

    public static string OfText(string text) => Of(Encoding.UTF8.GetBytes(text));

    /// <summary>A number with its least significant byte first, as registers are sent.</summary>
    public static string LittleEndian(UInt128 value, int bytes)
    {
        Span<byte> buffer = stackalloc byte[16];
        for (int i = 0; i < bytes; i++)
        {
            buffer[i] = (byte)(value >> (8 * i));
        }

        return Of(buffer[..bytes]);
    }

    /// <summary>Reads pairs of digits.</summary>
    public static bool TryBytes(string text, out byte[] bytes)
    {
        bytes = new byte[text.Length / 2];
        return text.Length % 2 == 0 && Convert.FromHexString(text, bytes, out _, out _) == System.Buffers.OperationStatus.Done;
    }

    /// <summary>Reads a register's bytes, the least significant first; fewer than it has are no value.</summary>
    public static bool TryLittleEndian(string text, int bytes, out UInt128 value)
    {
        value = 0;
        if (text.Length != 2 * bytes || !TryBytes(text, out byte[] data))
        {
            return false;
        }

        for (int i = bytes - 1; i >= 0; i--)
        {
            value = (value << 8) | data[i];
        }

        return true;
    }

    /// <summary>Reads a number with its most significant digit first.</summary>
    public static bool TryNumber(string text, out ulong value) => ulong.TryParse(text, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out value);
}
