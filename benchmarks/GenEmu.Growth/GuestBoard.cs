using GenEmu.Abstractions;

namespace GenEmu.Growth;

/// <summary>The ROM of a machine without firmware: a program that goes on for ever.</summary>
internal sealed class GuestBoard(byte[] program) : IDevice
{
    private const int RomSize = 0x1_0000;

    /// <summary>Counts, stores, loads and jumps: 5 instructions a round.</summary>
    public static byte[] Compute { get; } =
    [
        0x01, 0xC8,                 // again: ADD AX, CX
        0x89, 0x07,                 // MOV [BX], AX
        0x33, 0x17,                 // XOR DX, [BX]
        0x41,                       // INC CX
        0xEB, 0xF7,                 // JMP again
    ];

    /// <summary>Writes a word to each page of the first 64 KiB, again and again: 4 instructions a page.</summary>
    public static byte[] Touch { get; } =
    [
        0x01, 0x07,                 // again: ADD [BX], AX
        0x81, 0xC3, 0x00, 0x10,     // ADD BX, 1000h: wraps at 64 KiB
        0x41,                       // INC CX
        0xEB, 0xF7,                 // JMP again
    ];

    /// <summary>Reads the port of one device after the other: 4 instructions a port.</summary>
    /// <param name="devices">How many there are.</param>
    public static byte[] Ask(int devices)
    {
        int end = QuietDevice.Base(devices);
        return
        [
            0xBA, (byte)QuietDevice.Base(0), (byte)(QuietDevice.Base(0) >> 8),      // again: MOV DX, first
            0xEC,                                                           // next: IN AL, DX
            0x83, 0xC2, QuietDevice.Ports,                                  // ADD DX, ports of a device
            0x81, 0xFA, (byte)end, (byte)(end >> 8),                        // CMP DX, end
            0x75, 0xF6,                                                     // JNE next
            0xEB, 0xF1,                                                     // JMP again
        ];
    }

    public void Attach(IDeviceHost host)
    {
        byte[] rom = new byte[RomSize];
        program.CopyTo(rom, 0);
        byte[] reset = [0xE9, 0x0D, 0x00];                                  // from FFF0h to 0000h
        reset.CopyTo(rom, RomSize - 16);
        _ = host.MemoryMap.MapRom(new MemoryClaim { Base = 0xFFFF_0000, Length = RomSize }, rom);
    }

    public void Reset(ResetKind kind)
    {
    }
}
