using GenEmu.Abstractions;

namespace GenEmu.Plugins.Pc.Tests.Support;

/// <summary>System RAM from address 0; beyond it there is nothing.</summary>
public sealed class TestMemory(int length) : IGuestMemory
{
    public byte[] Bytes { get; } = new byte[length];

    public void Read(ulong address, Span<byte> destination)
    {
        for (int i = 0; i < destination.Length; i++)
        {
            ulong at = address + (ulong)i;
            destination[i] = at < (ulong)Bytes.Length ? Bytes[at] : (byte)0xFF;
        }
    }

    public void Write(ulong address, ReadOnlySpan<byte> source)
    {
        for (int i = 0; i < source.Length; i++)
        {
            ulong at = address + (ulong)i;
            if (at < (ulong)Bytes.Length)
            {
                Bytes[at] = source[i];
            }
        }
    }
}
