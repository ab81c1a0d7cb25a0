namespace GenEmu.Plugins.Pc.Tests.Support;

/// <summary>Configuration mechanism 1, as firmware uses it.</summary>
internal static class PciAccess
{
    public static byte Config8(this TestBoard board, int device, int function, int register)
    {
        Select(board, device, function, register);
        return board.In8(0xCFC + (register & 3));
    }

    public static ushort Config16(this TestBoard board, int device, int function, int register)
    {
        Select(board, device, function, register);
        return board.In16(0xCFC + (register & 3));
    }

    public static uint Config32(this TestBoard board, int device, int function, int register)
    {
        Select(board, device, function, register);
        return board.In32(0xCFC);
    }

    public static void SetConfig8(this TestBoard board, int device, int function, int register, int value)
    {
        Select(board, device, function, register);
        board.Out8(0xCFC + (register & 3), value);
    }

    public static void SetConfig16(this TestBoard board, int device, int function, int register, int value)
    {
        Select(board, device, function, register);
        board.Out16(0xCFC + (register & 3), value);
    }

    public static void SetConfig32(this TestBoard board, int device, int function, int register, uint value)
    {
        Select(board, device, function, register);
        board.Out32(0xCFC, value);
    }

    private static void Select(TestBoard board, int device, int function, int register) =>
        board.Out32(0xCF8, 0x8000_0000u | (uint)(device << 11) | (uint)(function << 8) | (uint)(register & 0xFC));
}
