using System.Buffers.Binary;

namespace GenEmu;

/// <summary>An option ROM that firmware boots from: it fetches parts of a kernel through the firmware configuration interface, and enters its setup code in real mode.</summary>
internal static class LinuxBootRom
{
    /// <summary>Where the setup code is put; its segment is a sixteenth of that.</summary>
    public const uint SetupAddress = 0x1_0000;

    /// <summary>Where the setup code's stack begins; its heap ends below.</summary>
    public const ushort StackTop = 0xE000;

    private const int Size = 512;
    private const int ChecksumOffset = 0x06;
    private const int Table = 0xC3;
    private const int EntryLength = 10;

    // PnP BIOS specification 1.0A, section 3.2: an expansion header with a bootstrap entry vector.
    private static ReadOnlySpan<byte> Code =>
    [
        0x55, 0xAA, Size / 512, 0xCB, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,      // initialisation: RETF
        0x20, 0x00, 0, 0, 0, 0,                                                 // 1Ah: the header is at 20h
        (byte)'$', (byte)'P', (byte)'n', (byte)'P', 1, 2, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0x40, 0x00,
        0x04, 0, 0, 0, 0, 0, 0, 0, 0x60, 0x00, 0, 0, 0, 0,                      // the product's name at 40h, the entry at 60h
        (byte)'L', (byte)'i', (byte)'n', (byte)'u', (byte)'x', (byte)' ', (byte)'k', (byte)'e', (byte)'r', (byte)'n', (byte)'e', (byte)'l', 0, 0, 0, 0,
        0, 0, 0, 0, 0, 0, 0, 0, 0xFF, 0xFF, 0, 0, 0, 0x93, 0x8F, 0,             // 50h: a descriptor table with 4 GiB of data from 0 on
        0xFA, 0xFC, 0x0E, 0x1F,                                                 // 60h: cli; cld; push cs; pop ds
        0x66, 0x31, 0xC0, 0x8C, 0xC8, 0x66, 0xC1, 0xE0, 0x04,                   // xor eax, eax; mov ax, cs; shl eax, 4
        0x66, 0x05, 0x50, 0, 0, 0, 0x66, 0x50, 0x6A, 0x0F,                      // add eax, 50h; push eax; push 15
        0x89, 0xE5, 0x0F, 0x01, 0x56, 0x00,                                     // mov bp, sp; lgdt [bp]
        0x0F, 0x20, 0xC0, 0x40, 0x0F, 0x22, 0xC0,                               // mov eax, cr0; inc ax; mov cr0, eax
        0xBB, 0x08, 0x00, 0x8E, 0xC3, 0x48, 0x0F, 0x22, 0xC0,                   // mov bx, 8; mov es, bx; dec ax; mov cr0, eax
        0x31, 0xDB, 0x8E, 0xC3, 0xBE, Table, 0x00,                              // xor bx, bx; mov es, bx (the limit stays); mov si, table
        0xAD, 0x85, 0xC0, 0x74, 0x12,                                           // next: lodsw; test ax, ax; jz done
        0xBA, 0x10, 0x05, 0xEF, 0x42,                                           // mov dx, 510h; out dx, ax; inc dx
        0x66, 0xAD, 0x66, 0x97, 0x66, 0xAD, 0x66, 0x91,                         // lodsd; xchg edi, eax; lodsd; xchg ecx, eax
        0xF3, 0x67, 0x6C, 0xEB, 0xE9,                                           // a32 rep insb; jmp next
        0xB8, 0x00, 0x10, 0x8E, 0xD8, 0x8E, 0xC0, 0x8E, 0xE0, 0x8E, 0xE8, 0x8E, 0xD0,        // done: mov ax, 1000h; mov ds, es, fs, gs, ss, ax
        0x66, 0xBC, (byte)(StackTop & 0xFF), StackTop >> 8, 0, 0, 0xEA, 0x00, 0x00, 0x20, 0x10,      // mov esp, 0E000h; jmp 1020h:0
    ];

    /// <summary>Makes the ROM.</summary>
    /// <param name="parts">What to fetch: the item's key, where it goes, and how long it is.</param>
    public static byte[] Build(params (ushort Key, uint Address, int Length)[] parts)
    {
        byte[] rom = new byte[Size];
        Code.CopyTo(rom);
        for (int i = 0; i < parts.Length; i++)
        {
            Span<byte> entry = rom.AsSpan(Table + (i * EntryLength));
            BinaryPrimitives.WriteUInt16LittleEndian(entry, parts[i].Key);
            BinaryPrimitives.WriteUInt32LittleEndian(entry[2..], parts[i].Address);
            BinaryPrimitives.WriteInt32LittleEndian(entry[6..], parts[i].Length);
        }

        rom[ChecksumOffset] = (byte)-rom.Sum(value => value);
        return rom;
    }
}
