using System.Buffers.Binary;
using GenEmu.Abstractions;

namespace GenEmu.Plugins.Pc;

/// <summary>One channel's bus master: it moves data between the channel and the memory regions that a table of the guest's describes.</summary>
/// <remarks>
/// Intel 82371SB datasheet (290550), section 2.8, and "Programming Interface for Bus Master IDE Controller" revision 1.0. An entry of the table is an even
/// address, an even count of which 0 means 64 KiB, and in bit 31 of the second doubleword the end of the table.
/// </remarks>
internal sealed class BusMaster(IGuestMemory memory, BusMasterState[] states, int channel)
{
    /// <summary>How many registers there are.</summary>
    public const int Registers = 8;

    private const byte Start = 0x01;
    private const byte ToMemory = 0x08;
    private const byte Active = 0x01;
    private const byte Error = 0x02;
    private const byte Interrupt = 0x04;
    private const byte DriverNotes = 0x60;

    private ref BusMasterState State => ref states[channel];

    /// <summary>Whether it runs, in a direction.</summary>
    public bool Runs(bool toMemory) => (State.Status & Active) != 0 && ((State.Command & ToMemory) != 0) == toMemory;

    public void Reset() => State = default;

    public byte Read(int register) => register switch
    {
        0 => State.Command,
        2 => State.Status,
        >= 4 => (byte)(State.Table >> (8 * (register - 4))),
        _ => 0,
    };

    /// <summary>Takes a register's byte.</summary>
    /// <returns>Whether it runs now and did not before.</returns>
    public bool Write(int register, byte value)
    {
        switch (register)
        {
            case 0:
                return WriteCommand(value);
            case 2:
                State.Status = (byte)((State.Status & Active) | (value & DriverNotes) | (State.Status & (Error | Interrupt) & ~value));
                return false;
            case >= 4:
                int shift = 8 * (register - 4);
                State.Table = ((State.Table & ~(0xFFu << shift)) | ((uint)value << shift)) & ~3u;
                return false;
            default:
                return false;
        }
    }

    /// <summary>The channel's interrupt line rose. All data are in memory by then.</summary>
    public void NoteInterrupt() => State.Status |= Interrupt;

    /// <summary>Moves as much as the table has room for.</summary>
    /// <returns>How many bytes were moved. If there are fewer than asked for, the table has ended, and so has the bus master.</returns>
    public int WriteMemory(ReadOnlySpan<byte> data)
    {
        int moved = 0;
        while (moved < data.Length && NextRegion())
        {
            int count = Math.Min(State.Left, data.Length - moved);
            memory.Write(State.Address, data.Slice(moved, count));
            moved += Advance(count);
        }

        return moved;
    }

    /// <summary>As <see cref="WriteMemory"/>, in the other direction.</summary>
    public int ReadMemory(Span<byte> data)
    {
        int moved = 0;
        while (moved < data.Length && NextRegion())
        {
            int count = Math.Min(State.Left, data.Length - moved);
            memory.Read(State.Address, data.Slice(moved, count));
            moved += Advance(count);
        }

        return moved;
    }

    private bool WriteCommand(byte value)
    {
        bool starts = (value & ~State.Command & Start) != 0;
        State.Command = (byte)(value & (Start | ToMemory));
        if (starts)
        {
            State.Status |= Active;
            (State.Next, State.Left, State.IsLast) = (State.Table, 0, false);
        }
        else if ((value & Start) == 0)
        {
            State.Status &= unchecked((byte)~Active);       // what was under way is lost
        }

        return starts;
    }

    /// <summary>Fetches the next entry if the present region is used up.</summary>
    private bool NextRegion()
    {
        if (State.Left > 0)
        {
            return true;
        }

        if ((State.Status & Active) == 0 || State.IsLast)
        {
            return false;
        }

        Span<byte> entry = stackalloc byte[8];
        memory.Read(State.Next, entry);
        State.Next += 8;
        State.Address = BinaryPrimitives.ReadUInt32LittleEndian(entry) & ~1u;
        int count = BinaryPrimitives.ReadUInt16LittleEndian(entry[4..]) & ~1;
        State.Left = count == 0 ? 0x10000 : count;
        State.IsLast = (entry[7] & 0x80) != 0;
        return true;
    }

    private int Advance(int count)
    {
        State.Address += (uint)count;
        State.Left -= count;
        if (State.Left == 0 && State.IsLast)
        {
            State.Status &= unchecked((byte)~Active);
        }

        return count;
    }
}
