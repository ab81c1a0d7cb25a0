using GenEmu.Abstractions;

namespace GenEmu.Conformance.Bench;

/// <summary>A DMA controller for devices that look for one: every channel is programmed for 512 bytes, again and again.</summary>
internal sealed class BenchDma : IDmaController
{
    private const int Count = 512;

    private readonly int[] _left = new int[8];

    public BenchDma() => Array.Fill(_left, Count);

    public int WriteToMemory(int channel, ReadOnlySpan<byte> data, out bool terminalCount) => Move(channel, data.Length, out terminalCount);

    public int ReadFromMemory(int channel, Span<byte> data, out bool terminalCount)
    {
        for (int i = 0; i < data.Length; i++)
        {
            data[i] = (byte)(i * 7);
        }

        return Move(channel, data.Length, out terminalCount);
    }

    public void CopyFrom(BenchDma other) => other._left.CopyTo(_left, 0);

    private int Move(int channel, int length, out bool terminalCount)
    {
        int moved = Math.Min(length, _left[channel]);
        _left[channel] -= moved;
        terminalCount = moved > 0 && _left[channel] == 0;
        _left[channel] = terminalCount ? Count : _left[channel];
        return moved;
    }
}
