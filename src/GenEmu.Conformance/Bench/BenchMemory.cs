using GenEmu.Abstractions;

namespace GenEmu.Conformance.Bench;

/// <summary>Guest memory as a bus master sees it: 256 KiB of RAM, and nothing above, which reads as all ones.</summary>
internal sealed class BenchMemory(BenchHost host, byte[] ram) : IGuestMemory
{
    public const int Size = 256 << 10;

    public void Read(ulong address, Span<byte> destination)
    {
        host.Enter("IGuestMemory.Read");
        destination.Fill(0xFF);
        if (address < (ulong)ram.Length)
        {
            ReadOnlySpan<byte> there = ram.AsSpan((int)address);
            there[..Math.Min(there.Length, destination.Length)].CopyTo(destination);
        }
    }

    public void Write(ulong address, ReadOnlySpan<byte> source)
    {
        host.Enter("IGuestMemory.Write");
        host.Note($"DMA to {address:X}h: {Convert.ToHexString(source[..Math.Min(source.Length, 16)])} of {source.Length}");
        if (address < (ulong)ram.Length)
        {
            source[..Math.Min(ram.Length - (int)address, source.Length)].CopyTo(ram.AsSpan((int)address));
        }
    }
}
