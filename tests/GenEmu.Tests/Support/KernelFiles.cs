using System.Buffers.Binary;
using Iced.Intel;

namespace GenEmu.Tests.Support;

/// <summary>Kernels of our own, made byte by byte: a bzImage, a flat multiboot kernel, an ELF one.</summary>
internal sealed class KernelFiles : IDisposable
{
    private const int SetupSectors = 1;

    private readonly string _folder = Directory.CreateTempSubdirectory().FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    public string Write(string name, byte[] contents)
    {
        string path = Path.Combine(_folder, name);
        File.WriteAllBytes(path, contents);
        return path;
    }

    /// <summary>A bzImage whose kernel proper is code for 100000h.</summary>
    public static byte[] BzImage(Action<Assembler> code, Action<byte[]>? change = null)
    {
        byte[] setup = new byte[(SetupSectors + 1) * 512];
        setup[0x1F1] = SetupSectors;
        setup[0x201] = 0x66;
        "HdrS"u8.CopyTo(setup.AsSpan(0x202));
        Put16(setup, 0x206, 0x020F);
        setup[0x211] = 1;
        Put32(setup, 0x214, 0x10_0000);
        Put32(setup, 0x22C, 0x7FFF_FFFF);
        Put32(setup, 0x238, 255);
        Put32(setup, 0x258, 0x10_0000);
        Put32(setup, 0x260, 0x1_0000);
        change?.Invoke(setup);
        return [.. setup, .. Assemble(code, 0x10_0000)];
    }

    /// <summary>A multiboot kernel whose header holds its addresses.</summary>
    public static byte[] Multiboot(Action<Assembler> code, uint extraFlags = 0)
    {
        const uint Load = 0x20_0000;
        byte[] header = new byte[32];
        Header(header, 0x10003 | extraFlags);
        Put32(header, 12, Load);
        Put32(header, 16, Load);
        Put32(header, 28, Load + 32);
        return [.. header, .. Assemble(code, Load + 32)];
    }

    /// <summary>A multiboot kernel as ELF32, with 4096 bytes that the file does not hold.</summary>
    public static byte[] MultibootElf(Action<Assembler> code)
    {
        const int Contents = 128;
        const uint Load = 0x30_0000;
        byte[] body = Assemble(code, Load);
        byte[] file = new byte[Contents];
        ((ReadOnlySpan<byte>)[0x7F, (byte)'E', (byte)'L', (byte)'F', 1, 1, 1]).CopyTo(file);
        Put16(file, 16, 2);
        Put16(file, 18, 3);
        Put32(file, 24, Load);
        Put32(file, 28, 52);
        Put16(file, 42, 32);
        Put16(file, 44, 1);
        Put32(file, 52, 1);
        Put32(file, 56, Contents);
        Put32(file, 64, Load);
        Put32(file, 68, (uint)body.Length);
        Put32(file, 72, (uint)body.Length + 4096);
        Header(file.AsSpan(88), 0x3);
        return [.. file, .. body];
    }

    public static void Put32(byte[] image, int offset, uint value) => BinaryPrimitives.WriteUInt32LittleEndian(image.AsSpan(offset), value);

    public static void Put16(byte[] image, int offset, ushort value) => BinaryPrimitives.WriteUInt16LittleEndian(image.AsSpan(offset), value);

    private static void Header(Span<byte> at, uint flags)
    {
        const uint Magic = 0x1BAD_B002;
        BinaryPrimitives.WriteUInt32LittleEndian(at, Magic);
        BinaryPrimitives.WriteUInt32LittleEndian(at[4..], flags);
        BinaryPrimitives.WriteUInt32LittleEndian(at[8..], 0 - (Magic + flags));
    }

    private static byte[] Assemble(Action<Assembler> code, ulong address)
    {
        var assembler = new Assembler(32);
        code(assembler);
        using var stream = new MemoryStream();
        assembler.Assemble(new StreamCodeWriter(stream), address);
        return stream.ToArray();
    }
}
