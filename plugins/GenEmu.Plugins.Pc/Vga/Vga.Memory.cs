using GenEmu.Abstractions;

namespace GenEmu.Plugins.Pc;

/// <content>
/// The window at A0000h–BFFFFh. Four planes lie behind each address: the sequencer says which of them a write reaches, the graphics
/// controller what it writes, and each read fills four latches that later writes may use. One element holds an address' four bytes, plane 0 lowest.
/// </content>
public sealed partial class Vga : IMmioDevice
{
    private const ulong WindowBase = 0xA_0000;
    private const ulong WindowLength = 0x2_0000;
    private const int PlaneSize = 0x1_0000;
    private const uint EveryPlane = 0x0101_0101;

    [State] private readonly uint[] _planes = new uint[PlaneSize];
    [State] private uint _latches;

    /// <summary>Text modes, mode 13h: write mode 0 with nothing in the way, not the latches either.</summary>
    private bool WritesAsIs => ((_graphics[5] & 3) | _graphics[3] | _graphics[1]) == 0 && _graphics[8] == 0xFF;

    private bool IsChained4 => (_sequencer[4] & 8) != 0;

    private bool WritesOddEven => (_sequencer[4] & 4) == 0;

    private bool ReadsOddEven => (_graphics[5] & 0x10) != 0;

    private bool ChainsOddEven => (_graphics[6] & 2) != 0;

    /// <inheritdoc/>
    public ulong ReadMmio(MmioAccess access)
    {
        if (Decode((int)access.Offset) is not { } address)
        {
            return ulong.MaxValue;
        }

        ulong value = 0;
        for (int i = 0; i < access.Width; i++)
        {
            value |= (ulong)ReadByte(address + i) << (8 * i);
        }

        return value;
    }

    /// <inheritdoc/>
    public void WriteMmio(MmioAccess access, ulong value)
    {
        if (Decode((int)access.Offset) is not { } address)
        {
            return;     // not this adapter's: the access ends on the bus
        }

        for (int i = 0; i < access.Width; i++, value >>= 8)
        {
            WriteByte(address + i, (byte)value);
        }
    }

    private byte ReadByte(int address)
    {
        if (IsLinear)
        {
            return ReadBank(address);
        }

        _latches = _planes[PlaneOffset(address)];
        return (_graphics[5] & 8) != 0 ? CompareColors() : (byte)(_latches >> (8 * ReadPlane(address)));
    }

    private void WriteByte(int address, byte value)
    {
        if (IsLinear)
        {
            WriteBank(address, value);
            return;
        }

        ref uint cell = ref _planes[PlaneOffset(address)];
        uint planes = ExpandPlanes(_sequencer[2] & AddressedPlanes(address));
        cell = (cell & ~planes) | (WriteData(value) & planes);
    }

    /// <summary>The memory map select says which part of the window answers; miscellaneous output bit 1 switches all of it. The parts are larger than any access.</summary>
    private int? Decode(int offset)
    {
        (int start, int length) = (_graphics[6] >> 2 & 3) switch
        {
            0 => (0, 0x2_0000),
            1 => (0, 0x1_0000),
            2 => (0x1_0000, 0x8000),
            _ => (0x1_8000, 0x8000),
        };
        int address = offset - start;
        return (_miscellaneous & 2) != 0 && address >= 0 && address < length ? address & (PlaneSize - 1) : null;
    }

    /// <summary>Where in the planes an address lies: the bits that choose planes do not count, and zeros take their place.</summary>
    private int PlaneOffset(int address) => IsChained4 ? address & ~3 : ChainsOddEven ? address & ~1 : address;

    private int AddressedPlanes(int address) => IsChained4 ? 1 << (address & 3) : !WritesOddEven ? 0xF : (address & 1) != 0 ? 0xA : 0x5;

    private int ReadPlane(int address) => IsChained4 ? address & 3 : ReadsOddEven ? (_graphics[4] & 2) | (address & 1) : _graphics[4];

    /// <summary>Read mode 1: a bit is set where all planes that count have the compare colour.</summary>
    private byte CompareColors()
    {
        uint different = (_latches ^ ExpandPlanes(_graphics[2])) & ExpandPlanes(_graphics[7]);
        return (byte)~(different | (different >> 8) | (different >> 16) | (different >> 24));
    }

    /// <summary>What the graphics controller makes of a byte from the CPU, for all four planes.</summary>
    private uint WriteData(byte value)
    {
        if (WritesAsIs)
        {
            return value * EveryPlane;
        }

        byte rotated = byte.RotateRight(value, _graphics[3] & 7);
        return (_graphics[5] & 3) switch
        {
            0 => Combine(SetOrReset(rotated * EveryPlane), _graphics[8]),
            1 => _latches,
            2 => Combine(ExpandPlanes(value & 0xF), _graphics[8]),
            _ => Combine(ExpandPlanes(_graphics[0]), (byte)(_graphics[8] & rotated)),
        };
    }

    /// <summary>Planes with set/reset enabled take its bit instead of the CPU's data.</summary>
    private uint SetOrReset(uint data)
    {
        uint enabled = ExpandPlanes(_graphics[1]);
        return (data & ~enabled) | (ExpandPlanes(_graphics[0]) & enabled);
    }

    /// <summary>The logical function with the latches; bits outside the bit mask come from the latches alone.</summary>
    private uint Combine(uint data, byte bitMask)
    {
        uint result = (_graphics[3] >> 3 & 3) switch
        {
            0 => data,
            1 => data & _latches,
            2 => data | _latches,
            _ => data ^ _latches,
        };
        uint mask = bitMask * EveryPlane;
        return (result & mask) | (_latches & ~mask);
    }

    /// <summary>Each of four bits becomes a plane of zeros or ones.</summary>
    private static uint ExpandPlanes(int bits) => ((uint)bits * 0x0020_4081u & EveryPlane) * 0xFF;
}
