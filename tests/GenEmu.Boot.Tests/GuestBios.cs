using Iced.Intel;

namespace GenEmu.Boot.Tests;

/// <summary>Guests of our own: a program in the place of the BIOS.</summary>
internal static class GuestBios
{
    /// <summary>Where the handler of an interrupt is, in F000.</summary>
    public const ushort Handler = 0x1000;

    /// <summary>A ROM of 64 KiB whose program starts at F000:0000 in real mode.</summary>
    public static byte[] Make(Action<Assembler> program, Action<Assembler>? handler = null)
    {
        byte[] rom = new byte[0x10000];
        Assemble(program, 0).CopyTo(rom, 0);
        Assemble(handler ?? (a => a.iret()), Handler).CopyTo(rom, Handler);
        byte[] start = [0xEA, 0x00, 0x00, 0x00, 0xF0];       // JMP F000:0000
        start.CopyTo(rom, 0xFFF0);
        return rom;
    }

    private static byte[] Assemble(Action<Assembler> program, ulong ip)
    {
        var assembler = new Assembler(16);
        program(assembler);
        using var code = new MemoryStream();
        assembler.Assemble(new StreamCodeWriter(code), ip);
        return code.ToArray();
    }
}
