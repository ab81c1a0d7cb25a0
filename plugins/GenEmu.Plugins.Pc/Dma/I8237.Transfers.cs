using GenEmu.Abstractions;

namespace GenEmu.Plugins.Pc;

/// <content>What peripherals do with the channels.</content>
public sealed partial class I8237
{
    /// <summary>Where each channel's page register lies, relative to port 80h.</summary>
    private static ReadOnlySpan<byte> PageOfChannel => [0x7, 0x3, 0x1, 0x2, 0xF, 0xB, 0x9, 0xA];

    /// <inheritdoc/>
    public int WriteToMemory(int channel, ReadOnlySpan<byte> data, out bool terminalCount)
    {
        int unit = Unit(channel), moved = 0;
        terminalCount = false;
        while (!terminalCount && data.Length - moved >= unit && IsOpen(channel, DmaTransfer.WriteMemory))
        {
            if (_channels[channel].Transfer == DmaTransfer.WriteMemory)
            {
                Host.Memory.Write(Address(channel), data.Slice(moved, unit));
            }

            moved += unit;
            terminalCount = Step(channel);
        }

        return moved;
    }

    /// <inheritdoc/>
    public int ReadFromMemory(int channel, Span<byte> data, out bool terminalCount)
    {
        int unit = Unit(channel), moved = 0;
        terminalCount = false;
        while (!terminalCount && data.Length - moved >= unit && IsOpen(channel, DmaTransfer.ReadMemory))
        {
            Span<byte> destination = data.Slice(moved, unit);
            if (_channels[channel].Transfer == DmaTransfer.ReadMemory)
            {
                Host.Memory.Read(Address(channel), destination);
            }
            else
            {
                destination.Fill(0xFF);     // a verify cycle reads nothing: the data lines float
            }

            moved += unit;
            terminalCount = Step(channel);
        }

        return moved;
    }

    /// <summary>Bytes in one transfer.</summary>
    private static int Unit(int channel)
    {
        if (channel is < 0 or > 7 or Cascade)
        {
            throw new ArgumentOutOfRangeException(nameof(channel), channel, "a peripheral uses channels 0 to 3 and 5 to 7");
        }

        return channel > Cascade ? 2 : 1;
    }

    /// <summary>Whether the channel would answer a request in that direction. The first controller's requests pass through the second's channel 4.</summary>
    private bool IsOpen(int channel, DmaTransfer direction)
    {
        DmaTransfer transfer = _channels[channel].Transfer;
        return IsUnmasked(channel) && (transfer == direction || transfer == DmaTransfer.Verify) && !_channels[channel].IsCascade
            && (channel > Cascade || (IsUnmasked(Cascade) && _channels[Cascade].IsCascade));
    }

    private bool IsUnmasked(int channel)
    {
        const byte disabled = 4;
        int controller = channel >> 2;
        return (_commands[controller] & disabled) == 0 && (_masks[controller] >> (channel & 3) & 1) == 0;
    }

    /// <summary>A word channel counts words: its 16 address bits are A16–A1, and the page register's bit 0 is not used.</summary>
    private ulong Address(int channel)
    {
        uint page = _pages[PageOfChannel[channel]];
        return channel > Cascade ? ((page & 0xFE) << 16) | ((uint)_channels[channel].Address << 1) : (page << 16) | _channels[channel].Address;
    }

    /// <summary>Moves a channel on, and does what terminal count does.</summary>
    private bool Step(int channel)
    {
        if (!_channels[channel].Step())
        {
            return false;
        }

        (int controller, int bit) = (channel >> 2, 1 << (channel & 3));
        _terminalCounts[controller] |= (byte)bit;
        _requests[controller] &= (byte)~bit;
        if (!_channels[channel].Finish())
        {
            _masks[controller] |= (byte)bit;
        }

        return true;
    }
}
