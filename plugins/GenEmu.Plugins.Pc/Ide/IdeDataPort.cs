using GenEmu.Abstractions;

namespace GenEmu.Plugins.Pc;

/// <summary>A channel's Data register: 16 bits wide, and 32 where the chip makes two cycles of one. Whole blocks move at once.</summary>
internal sealed class IdeDataPort(IdeChannel channel) : IBlockPortDevice
{
    /// <inheritdoc/>
    public uint ReadPort(PortAccess access) => channel.ReadData(access.Width);

    /// <inheritdoc/>
    public void WritePort(PortAccess access, uint value) => channel.WriteData(access.Width, value);

    /// <inheritdoc/>
    public int ReadBlock(PortAccess access, Span<byte> data)
    {
        int bytes = Whole(access, Math.Min(data.Length, channel.BytesInBlock(write: false)));
        channel.TakeBytes(bytes).CopyTo(data);
        return bytes / access.Width;
    }

    /// <inheritdoc/>
    public int WriteBlock(PortAccess access, ReadOnlySpan<byte> data)
    {
        int bytes = Whole(access, Math.Min(data.Length, channel.BytesInBlock(write: true)));
        data[..bytes].CopyTo(channel.TakeBytes(bytes));
        return bytes / access.Width;
    }

    /// <summary>The block's last element starts something, so it goes alone.</summary>
    private static int Whole(PortAccess access, int bytes) => bytes == 0 ? 0 : (bytes - 1) / access.Width * access.Width;
}
