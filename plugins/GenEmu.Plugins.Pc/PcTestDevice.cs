using System.Buffers.Binary;
using GenEmu.Abstractions;

namespace GenEmu.Plugins.Pc;

/// <summary>QEMU's pc-testdev: ports and memory that keep what is written, and interrupt lines that a program raises itself, for conformance programs.</summary>
/// <remarks>
/// QEMU's hw/misc/pc-testdev. Ports E0h to E3h and E8h to EBh are one doubleword, the latter byte by byte; E4h takes the address of a page whose host mapping a
/// hypervisor is to drop, which a guest does not notice; ports 2000h to 2013h are the levels of interrupt lines, the PCI lines from 2010h on; FF000000h is 64 KiB of memory.
/// </remarks>
[Device("genemu.pc-testdev", Summary = "QEMU's pc-testdev: test ports, memory and interrupt lines")]
[MmioBase("mmio", 0xFF00_0000)]
public sealed partial class PcTestDevice
{
    private const int MemorySize = 0x1_0000;
    private const int IsaLines = 16;
    private const int Lines = 20;

    [State] private uint _data;
    [State] private readonly byte[] _memory = new byte[MemorySize];
    [State] private readonly bool[] _levels = new bool[Lines];

    private IWire[] _wires = [];

    [OnAttach]
    private void Attach()
        => _wires = [.. Enumerable.Range(0, Lines).Select(line => Host.Wire(line < IsaLines ? $"irq{line}" : PirqWires.Names[line - IsaLines]))];

    [OnReset]
    private void Reset(ResetKind kind)
    {
        if (kind != ResetKind.Init)
        {
            _data = 0;
            Array.Clear(_memory);
            Array.Clear(_levels);
            DriveLines();
        }
    }

    [OnLoad]
    private void DriveLines()
    {
        for (int line = 0; line < Lines; line++)
        {
            _wires[line].Set(_levels[line]);
        }
    }

    [PortRead(0xE0, Length = 4)]
    [PortRead(0xE8, Length = 4)]
    private byte ReadByte(int offset) => (byte)(_data >> (8 * (offset & 3)));

    [PortRead(0xE0, Length = 4)] private ushort ReadWord(int offset) => (ushort)(_data >> (8 * offset));

    [PortRead(0xE0, Length = 4)] private uint ReadDword() => _data;

    [PortWrite(0xE0, Length = 4)]
    [PortWrite(0xE8, Length = 4)]
    private void WriteByte(int offset, byte value) => Deposit(value, 0xFF, offset & 3);

    [PortWrite(0xE0, Length = 4)] private void WriteWord(int offset, ushort value) => Deposit(value, 0xFFFF, offset);

    [PortWrite(0xE0, Length = 4)] private void WriteDword(uint value) => _data = value;

    [PortWrite(0xE4, Length = 4)]
    private void FlushPage(uint value)
    {
        // Nothing in this machine maps guest pages that it could drop.
    }

    [PortWrite(0x2000, Length = Lines)]
    private void WriteLine(int offset, byte value)
    {
        _levels[offset] = value != 0;
        _wires[offset].Set(value != 0);
    }

    [MmioRead(0, Base = "mmio", Length = MemorySize)] private byte ReadMemory8(int offset) => _memory[offset];

    [MmioRead(0, Base = "mmio", Length = MemorySize)] private ushort ReadMemory16(int offset) => BinaryPrimitives.ReadUInt16LittleEndian(_memory.AsSpan(offset));

    [MmioRead(0, Base = "mmio", Length = MemorySize)] private uint ReadMemory32(int offset) => BinaryPrimitives.ReadUInt32LittleEndian(_memory.AsSpan(offset));

    [MmioWrite(0, Base = "mmio", Length = MemorySize)] private void WriteMemory8(int offset, byte value) => _memory[offset] = value;

    [MmioWrite(0, Base = "mmio", Length = MemorySize)] private void WriteMemory16(int offset, ushort value) => BinaryPrimitives.WriteUInt16LittleEndian(_memory.AsSpan(offset), value);

    [MmioWrite(0, Base = "mmio", Length = MemorySize)] private void WriteMemory32(int offset, uint value) => BinaryPrimitives.WriteUInt32LittleEndian(_memory.AsSpan(offset), value);

    private void Deposit(uint value, uint mask, int offset)
        => _data = (_data & ~(mask << (8 * offset))) | (value << (8 * offset));
}
