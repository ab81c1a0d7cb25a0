using System.Buffers.Binary;
using System.Text;
using GenEmu.Abstractions;

namespace GenEmu.Plugins.Pc;

/// <summary>Tells firmware how to put ACPI tables into memory: a script of 128-byte commands (QEMU's hw/acpi/bios-linker-loader.c; SeaBIOS' src/fw/romfile_loader.c).</summary>
internal static class FwCfgTableLoader
{
    public const string ScriptFile = "etc/table-loader";
    public const string TablesFile = "etc/acpi/tables";
    public const string RootPointerFile = "etc/acpi/rsdp";

    private const int CommandSize = 128;
    private const int NameSize = 56;
    private const byte HighMemory = 1;
    private const byte FSegment = 2;
    private const int RootPointerAlignment = 16;

    private enum Command
    {
        Allocate = 1,
        AddPointer = 2,
        AddChecksum = 3,
    }

    public static byte[] Script(AcpiImage image)
    {
        List<byte> script =
        [
            .. Allocate(TablesFile, AcpiImage.Alignment, HighMemory),
            .. Allocate(RootPointerFile, RootPointerAlignment, FSegment),
        ];
        foreach (AcpiPointer pointer in image.Pointers)
        {
            byte[] command = Start(Command.AddPointer, pointer.InRootPointer ? RootPointerFile : TablesFile);
            Name(command, 4 + NameSize, TablesFile);
            Put(command, 4 + (2 * NameSize), pointer.Offset);
            command[8 + (2 * NameSize)] = sizeof(uint);
            script.AddRange(command);
        }

        foreach (AcpiChecksum checksum in image.Checksums)
        {
            byte[] command = Start(Command.AddChecksum, checksum.InRootPointer ? RootPointerFile : TablesFile);
            Put(command, 4 + NameSize, checksum.Offset);
            Put(command, 8 + NameSize, checksum.Start);
            Put(command, 12 + NameSize, checksum.Length);
            script.AddRange(command);
        }

        return [.. script];
    }

    private static byte[] Allocate(string file, int alignment, byte zone)
    {
        byte[] command = Start(Command.Allocate, file);
        Put(command, 4 + NameSize, alignment);
        command[8 + NameSize] = zone;
        return command;
    }

    private static byte[] Start(Command kind, string file)
    {
        byte[] command = new byte[CommandSize];
        Put(command, 0, (int)kind);
        Name(command, 4, file);
        return command;
    }

    private static void Name(byte[] command, int offset, string name) => Encoding.ASCII.GetBytes(name, command.AsSpan(offset));

    private static void Put(byte[] command, int offset, int value) => BinaryPrimitives.WriteInt32LittleEndian(command.AsSpan(offset), value);
}
