using Iced.Intel;
using static Iced.Intel.AssemblerRegisters;

namespace GenEmu.Boot.Tests;

/// <summary>A disk whose boot sector loads the rest by INT 13h with a disk address packet (EDD), and prints a text from sector 63.</summary>
internal static class BootSector
{
    private const int Sector = 512;
    private const ushort Origin = 0x7C00;
    private const ushort Buffer = 0x8000;
    private const int Sectors = 64;
    private const int DiskLength = 2 << 20;          // SeaBIOS makes a geometry for a virtio disk: it has a cylinder only from some size on

    /// <summary>Makes the disk's contents.</summary>
    /// <param name="text">What it prints on the screen.</param>
    public static byte[] Make(string text)
    {
        byte[] disk = new byte[DiskLength];
        byte[] code = Assemble();
        code.CopyTo(disk, 0);
        (disk[510], disk[511]) = (0x55, 0xAA);
        System.Text.Encoding.ASCII.GetBytes(text + "\0").CopyTo(disk, (Sectors - 1) * Sector);
        return disk;
    }

    private static byte[] Assemble()
    {
        const ushort packet = Origin + 0x100;
        var a = new Assembler(16);
        Label print = a.CreateLabel();
        Label end = a.CreateLabel();
        a.xor(ax, ax);
        a.mov(ds, ax);
        a.mov(__dword_ptr[packet], 0x0001_0010);            // the packet's size, and one sector
        a.mov(__dword_ptr[packet + 4], (uint)Buffer);       // to 0000:8000
        a.mov(__dword_ptr[packet + 8], (uint)(Sectors - 1));
        a.mov(__dword_ptr[packet + 12], 0u);
        a.mov(si, packet);
        a.mov(ah, 0x42);                                    // DL is the drive, from the firmware
        a.@int(0x13);
        a.jc(end);
        a.mov(si, Buffer);
        a.Label(ref print);
        a.lodsb();
        a.test(al, al);
        a.je(end);
        a.mov(ah, 0x0E);
        a.mov(bx, 7);
        a.@int(0x10);
        a.jmp(print);
        a.Label(ref end);
        a.hlt();
        a.jmp(end);
        using var stream = new MemoryStream();
        a.Assemble(new StreamCodeWriter(stream), Origin);
        return stream.ToArray();
    }
}
