using Iced.Intel;

namespace GenEmu.Cli.Tests.Support;

/// <summary>Files for one test.</summary>
internal sealed class TestFiles : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("genemu-cli-");

    public string Folder => _folder.FullName;

    public string this[string name] => Path.Combine(Folder, name);

    public string Write(string name, byte[] contents)
    {
        File.WriteAllBytes(this[name], contents);
        return this[name];
    }

    public string Write(string name, string contents)
    {
        File.WriteAllText(this[name], contents);
        return this[name];
    }

    /// <summary>A BIOS of 64 KiB that starts with a program.</summary>
    public string Bios(Action<Assembler> program)
    {
        byte[] rom = new byte[0x10000];
        Array.Fill(rom, (byte)0xF4);
        var assembler = new Assembler(16);
        program(assembler);
        using var code = new MemoryStream();
        assembler.Assemble(new StreamCodeWriter(code), 0);
        code.ToArray().CopyTo(rom, 0);
        byte[] start = [0xEA, 0x00, 0x00, 0x00, 0xF0];       // JMP F000:0000
        start.CopyTo(rom, 0xFFF0);
        return Write("bios.bin", rom);
    }

    public void Dispose() => _folder.Delete(recursive: true);
}
