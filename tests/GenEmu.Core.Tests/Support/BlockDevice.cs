using GenEmu.Abstractions;

namespace GenEmu.Core.Tests.Support;

/// <summary>A data port that moves blocks: a FIFO of numbers, and every <see cref="Sector"/> elements one that it wants alone.</summary>
internal sealed class BlockDevice : IBlockPortDevice
{
    private int _next;

    /// <summary>The last element of each such many is moved alone.</summary>
    public int Sector { get; init; } = int.MaxValue;

    /// <summary>What a block call answers instead of the truth.</summary>
    public Func<int, int>? Lie { get; set; }

    /// <summary>Called for every element that is moved alone.</summary>
    public Action<int>? Alone { get; set; }

    /// <summary>How many elements each block call moved.</summary>
    public List<int> Blocks { get; } = [];

    public List<ulong> Written { get; } = [];

    public int Singles { get; private set; }

    public uint ReadPort(PortAccess access)
    {
        Single();
        return Number(access.Width);
    }

    public void WritePort(PortAccess access, uint value)
    {
        Single();
        Written.Add(value);
        _next++;
    }

    public int ReadBlock(PortAccess access, Span<byte> data)
    {
        int most = Room(data.Length / access.Width);
        for (int i = 0; i < most; i++)
        {
            BitConverter.GetBytes(Number(access.Width)).AsSpan(0, access.Width).CopyTo(data[(i * access.Width)..]);
        }

        return Lie?.Invoke(most) ?? most;
    }

    public int WriteBlock(PortAccess access, ReadOnlySpan<byte> data)
    {
        int most = Room(data.Length / access.Width);
        for (int i = 0; i < most; i++)
        {
            Written.Add(BitConverter.ToUInt64([.. data.Slice(i * access.Width, access.Width), .. new byte[8 - access.Width]]));
            _next++;
        }

        return Lie?.Invoke(most) ?? most;
    }

    private int Room(int wanted)
    {
        int most = Math.Min(wanted, Sector - 1 - (_next % Sector));
        Blocks.Add(most);
        return most;
    }

    private void Single()
    {
        Singles++;
        Alone?.Invoke(_next);
    }

    private uint Number(int width) => (uint)(++_next * 0x01010101) & (width == 4 ? uint.MaxValue : (1u << (8 * width)) - 1);
}
