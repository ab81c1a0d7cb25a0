using GenEmu.Abstractions;
using Iced.Intel;

namespace GenEmu.Tests.Support;

/// <summary>A program in ROM that the CPU starts with, at F000:0000.</summary>
internal sealed class Guest : IDevice
{
    private const int Size = 0x10000;


    public Guest(Action<Assembler> write)
    {
        Array.Fill(Rom, (byte)0xF4);
        var assembler = new Assembler(16);
        write(assembler);
        using var code = new MemoryStream();
        assembler.Assemble(new StreamCodeWriter(code), 0);
        code.ToArray().CopyTo(Rom, 0);
        byte[] start = [0xEA, 0x00, 0x00, 0x00, 0xF0];       // JMP F000:0000
        start.CopyTo(Rom, 0xFFF0);
    }

    /// <summary>The ROM's 64 KiB.</summary>
    public byte[] Rom { get; } = new byte[Size];

    /// <summary>The instruction that leads from the reset vector to the program.</summary>
    public const int StartInstructions = 1;

    public void Attach(IDeviceHost host)
    {
        _ = host.MemoryMap.MapRom(new MemoryClaim { Base = 0xFFFF_0000, Length = Size }, Rom);
        _ = host.MemoryMap.MapRom(new MemoryClaim { Base = 0xF0000, Length = Size }, Rom);
    }

    public void Reset(ResetKind kind)
    {
        // A ROM has no state.
    }
}
