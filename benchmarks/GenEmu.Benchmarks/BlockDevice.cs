using GenEmu.Abstractions;

namespace GenEmu.Benchmarks;

/// <summary>A data port that moves blocks.</summary>
internal sealed class BlockDevice : IBlockPortDevice
{
    public uint ReadPort(PortAccess access) => 0x5A;

    public void WritePort(PortAccess access, uint value)
    {
    }

    public int ReadBlock(PortAccess access, Span<byte> data)
    {
        data.Fill(0x5A);
        return data.Length / access.Width;
    }

    public int WriteBlock(PortAccess access, ReadOnlySpan<byte> data) => data.Length / access.Width;
}
