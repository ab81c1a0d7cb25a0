using GenEmu.Abstractions;

namespace GenEmu.Core.Memory;

/// <summary>Guest memory as bus masters see it.</summary>
internal sealed unsafe class DmaMemory(PhysicalMemory memory) : IGuestMemory
{
    /// <summary>One past the last physical address that there can be (SDM vol. 3, 4.1.4: MAXPHYADDR is at most 52). Nothing is beyond, and nothing wraps.</summary>
    private const ulong End = 1UL << 52;

    public void Read(ulong address, Span<byte> destination)
    {
        while (!destination.IsEmpty && address < End)
        {
            MemorySegment segment = memory.Find(address, write: false);
            int length = Piece(segment, address, destination.Length);
            if (segment.Layer?.Ram is { } ram)
            {
                new ReadOnlySpan<byte>(ram.At(segment.RamOffset(address)), length).CopyTo(destination);     // within the segment, so within the block
            }
            else
            {
                destination[..length].Fill(0xFF);
            }

            destination = destination[length..];
            address += (ulong)length;
        }

        destination.Fill(0xFF);
    }

    public void Write(ulong address, ReadOnlySpan<byte> source)
    {
        while (!source.IsEmpty && address < End)
        {
            MemorySegment segment = memory.Find(address, write: true);
            int length = Piece(segment, address, source.Length);
            if (segment.Layer is { Ram: { } ram, IsRom: false })
            {
                memory.WriteRam(ram, segment.RamOffset(address), source[..length]);
            }

            source = source[length..];
            address += (ulong)length;
        }
    }

    private static int Piece(MemorySegment segment, ulong address, int length)
    {
        ulong page = RamBlock.PageSize - (address & (RamBlock.PageSize - 1));
        return (int)Math.Min((ulong)length, Math.Min(page, segment.End - address));
    }
}
