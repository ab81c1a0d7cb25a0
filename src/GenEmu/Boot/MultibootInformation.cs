using System.Buffers.Binary;
using GenEmu.Abstractions;

namespace GenEmu;

/// <summary>The multiboot information structure, with everything that it points to behind it (multiboot 3.3).</summary>
internal sealed class MultibootInformation
{
    /// <summary>Where it is: free conventional memory.</summary>
    public const uint Address = 0x9000;

    private const int MemoryMap = 128;
    private const int MapEntrySize = 24;
    private const int Module = 96;
    private const uint HasMemory = 1;
    private const uint HasCommandLine = 1 << 2;
    private const uint HasModules = 1 << 3;
    private const uint HasMemoryMap = 1 << 6;
    private const uint ConventionalKiB = 639;
    private const ulong OneMiB = 0x10_0000;

    private readonly byte[] _fixed = new byte[512];
    private readonly List<byte> _texts = [];

    public MultibootInformation(IMachineFacts facts, byte[] commandLine)
    {
        Flag(HasMemory | HasCommandLine | HasMemoryMap);
        Put(4, ConventionalKiB);
        Put(8, (uint)((facts.LowMemorySize - OneMiB) >> 10));
        Put(16, AddText(commandLine));
        SetMemoryMap(MemoryRange.Of(facts));
    }

    public byte[] Bytes => [.. _fixed, .. _texts];

    public void SetModule(uint address, uint length, byte[] name)
    {
        Flag(HasModules);
        Put(20, 1);
        Put(24, Address + Module);
        Put(Module, address);
        Put(Module + 4, address + length);
        Put(Module + 8, AddText(name));
    }

    private void SetMemoryMap(IReadOnlyList<MemoryRange> ranges)
    {
        Put(44, (uint)(ranges.Count * MapEntrySize));
        Put(48, Address + MemoryMap);
        for (int i = 0; i < ranges.Count; i++)
        {
            int at = MemoryMap + (i * MapEntrySize);
            Put(at, MapEntrySize - 4);              // the size field does not count itself
            BinaryPrimitives.WriteUInt64LittleEndian(_fixed.AsSpan(at + 4), ranges[i].Base);
            BinaryPrimitives.WriteUInt64LittleEndian(_fixed.AsSpan(at + 12), ranges[i].Length);
            Put(at + 20, (uint)ranges[i].Kind);
        }
    }

    private uint AddText(byte[] text)
    {
        uint address = Address + (uint)(_fixed.Length + _texts.Count);
        _texts.AddRange(text);
        _texts.Add(0);
        return address;
    }

    private void Flag(uint flags) => Put(0, BinaryPrimitives.ReadUInt32LittleEndian(_fixed) | flags);

    private void Put(int offset, uint value) => BinaryPrimitives.WriteUInt32LittleEndian(_fixed.AsSpan(offset), value);
}
