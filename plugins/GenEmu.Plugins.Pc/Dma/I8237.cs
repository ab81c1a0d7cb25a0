using GenEmu.Abstractions;

namespace GenEmu.Plugins.Pc;

/// <summary>The two 8237A DMA controllers of a PC/AT and their page registers: channels 0–3 move bytes, 5–7 words, 4 cascades the first controller into the second.</summary>
/// <remarks>
/// Intel 8237A datasheet; 82371SB datasheet (290550) for the page registers. A peripheral's transfer happens at once, as if DACK came
/// immediately. Not modelled: memory to memory (the PC/AT wires no request to it), rotating priority and timing bits, which are invisible then.
/// </remarks>
[Device("genemu.i8237", Summary = "Two 8237A DMA controllers")]
public sealed partial class I8237 : IDmaController
{
    private const int Cascade = 4;

    [State] private readonly DmaChannel[] _channels = new DmaChannel[8];
    [State] private readonly byte[] _commands = new byte[2];
    [State] private readonly byte[] _masks = new byte[2];
    [State] private readonly byte[] _requests = new byte[2];
    [State] private readonly byte[] _terminalCounts = new byte[2];
    [State] private readonly bool[] _highByteNext = new bool[2];
    [State] private readonly byte[] _pages = new byte[16];

    [OnAttach]
    private void Attach() => Host.Provide<IDmaController>(this);

    [OnReset]
    private void Reset(ResetKind kind)
    {
        if (kind == ResetKind.Init)
        {
            return;
        }

        Array.Clear(_channels);
        Array.Clear(_pages);
        MasterClear(0);
        MasterClear(1);
    }

    [PortRead(0x00, Length = 16)]
    private byte ReadFirst(int offset) => Read(0, offset);

    [PortWrite(0x00, Length = 16)]
    private void WriteFirst(int offset, byte value) => Write(0, offset, value);

    /// <summary>The second controller's address lines are wired one bit higher, so its registers are two ports apart.</summary>
    [PortRead(0xC0, Length = 32)]
    private byte ReadSecond(int offset) => Read(1, offset >> 1);

    [PortWrite(0xC0, Length = 32)]
    private void WriteSecond(int offset, byte value) => Write(1, offset >> 1, value);

    /// <summary>Port 80h is left to the power-on self-test display; ports that belong to no channel are plain latches.</summary>
    [PortRead(0x81, Length = 15)]
    private byte ReadPage(int offset) => _pages[offset + 1];

    [PortWrite(0x81, Length = 15)]
    private void WritePage(int offset, byte value) => _pages[offset + 1] = value;

    private byte Read(int controller, int register) => register switch
    {
        < 8 => ReadCounter(controller, register),
        8 => ReadStatus(controller),
        15 => (byte)(0xF0 | _masks[controller]),
        _ => 0,
    };

    private void Write(int controller, int register, byte value)
    {
        switch (register)
        {
            case < 8:
                WriteCounter(controller, register, value);
                break;
            case 8:
                _commands[controller] = value;
                break;
            case 9:
                _requests[controller] = SetBit(_requests[controller], value);
                break;
            case 10:
                _masks[controller] = SetBit(_masks[controller], value);
                break;
            case 11:
                _channels[(controller * 4) + (value & 3)].Mode = (byte)(value & 0xFC);
                break;
            case 12:
                _highByteNext[controller] = false;
                break;
            case 13:
                MasterClear(controller);
                break;
            case 14:
                _masks[controller] = 0;
                break;
            case 15:
                _masks[controller] = (byte)(value & 0x0F);
                break;
        }
    }

    /// <summary>Bits 1–0 choose a channel, bit 2 is its new bit.</summary>
    private static byte SetBit(byte bits, byte value)
    {
        int bit = 1 << (value & 3);
        return (byte)((value & 4) != 0 ? bits | bit : bits & ~bit);
    }

    /// <summary>Reset's effect on one controller: all but addresses, counts and modes.</summary>
    private void MasterClear(int controller)
    {
        _commands[controller] = 0;
        _requests[controller] = 0;
        _terminalCounts[controller] = 0;
        _highByteNext[controller] = false;
        _masks[controller] = 0x0F;
    }

    /// <summary>Reading the status forgets which channels reached terminal count.</summary>
    private byte ReadStatus(int controller)
    {
        int status = (_requests[controller] << 4) | _terminalCounts[controller];
        _terminalCounts[controller] = 0;
        return (byte)status;
    }

    private byte ReadCounter(int controller, int register)
    {
        ref DmaChannel channel = ref _channels[(controller * 4) + (register >> 1)];
        int value = (register & 1) == 0 ? channel.Address : channel.Count;
        return (byte)(value >> NextByte(controller));
    }

    /// <summary>Writes go to the base and the current register; counts and addresses are written through the same flip-flop, low byte first.</summary>
    private void WriteCounter(int controller, int register, byte value)
    {
        ref DmaChannel channel = ref _channels[(controller * 4) + (register >> 1)];
        int shift = NextByte(controller);
        if ((register & 1) == 0)
        {
            channel.Address = channel.BaseAddress = Insert(channel.BaseAddress);
        }
        else
        {
            channel.Count = channel.BaseCount = Insert(channel.BaseCount);
        }

        ushort Insert(ushort old) => (ushort)((old & ~(0xFF << shift)) | (value << shift));
    }

    /// <summary>Where the next byte of a 16-bit register lies; toggles the flip-flop.</summary>
    private int NextByte(int controller)
    {
        int shift = _highByteNext[controller] ? 8 : 0;
        _highByteNext[controller] = !_highByteNext[controller];
        return shift;
    }
}
