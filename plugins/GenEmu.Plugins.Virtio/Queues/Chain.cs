using GenEmu.Abstractions;

namespace GenEmu.Plugins.Virtio;

/// <summary>A chain of buffers that the driver offered: what the device may read, and then what it may write (virtio 1.1, section 2.6.5).</summary>
/// <remarks>How a driver cuts a request into buffers is its own affair (section 2.6.4), so a device sees two streams of bytes.</remarks>
/// <param name="segments">Where the buffers are kept; the device's, so that it can save them.</param>
internal sealed class Chain(Segment[] segments)
{
    /// <summary>The first descriptor's index, by which the driver knows the chain.</summary>
    public ushort Head { get; private set; }

    /// <summary>How many buffers the device may read.</summary>
    public int Readable { get; private set; }

    /// <summary>How many buffers there are.</summary>
    public int Count { get; private set; }

    /// <summary>Bytes that the device may read.</summary>
    public uint ReadableLength => Length(0, Readable);

    /// <summary>Bytes that the device may write.</summary>
    public uint WritableLength => Length(Readable, Count);

    /// <summary>Begins anew.</summary>
    public void Begin(ushort head) => (Head, Readable, Count) = (head, 0, 0);

    /// <summary>Takes over what was saved.</summary>
    /// <exception cref="InvalidDataException">It is not possible.</exception>
    public void Restore(ushort head, int readable, int count)
    {
        if (readable < 0 || readable > count || count > segments.Length)
        {
            throw new InvalidDataException($"a chain of {count} buffers, {readable} of them readable, is not possible");
        }

        (Head, Readable, Count) = (head, readable, count);
    }

    /// <summary>Adds a buffer.</summary>
    /// <returns><see langword="false"/> if there are too many, or a readable one follows a writable one.</returns>
    public bool TryAdd(Segment segment, bool writable)
    {
        if (Count == segments.Length || (!writable && Readable < Count))
        {
            return false;
        }

        segments[Count++] = segment;
        Readable += writable ? 0 : 1;
        return true;
    }

    /// <summary>Copies from the readable bytes.</summary>
    /// <param name="memory">Guest memory.</param>
    /// <param name="offset">The first byte.</param>
    /// <param name="destination">What to fill; the chain must have as many bytes.</param>
    public void Read(IGuestMemory memory, uint offset, Span<byte> destination)
    {
        for (int i = 0; i < Readable && destination.Length > 0; i++)
        {
            if (Part(segments[i], ref offset, destination.Length) is { Length: > 0 } part)
            {
                memory.Read(part.Address, destination[..(int)part.Length]);
                destination = destination[(int)part.Length..];
            }
        }
    }

    /// <summary>Copies into the writable bytes.</summary>
    /// <param name="memory">Guest memory.</param>
    /// <param name="offset">The first byte.</param>
    /// <param name="source">What to write; the chain must have as many bytes.</param>
    public void Write(IGuestMemory memory, uint offset, ReadOnlySpan<byte> source)
    {
        for (int i = Readable; i < Count && source.Length > 0; i++)
        {
            if (Part(segments[i], ref offset, source.Length) is { Length: > 0 } part)
            {
                memory.Write(part.Address, source[..(int)part.Length]);
                source = source[(int)part.Length..];
            }
        }
    }

    private static Segment Part(Segment segment, ref uint offset, int wanted)
    {
        uint skipped = Math.Min(offset, segment.Length);
        offset -= skipped;
        return new Segment(segment.Address + skipped, Math.Min(segment.Length - skipped, (uint)wanted));
    }

    private uint Length(int from, int to)
    {
        uint length = 0;
        for (int i = from; i < to; i++)
        {
            length += segments[i].Length;
        }

        return length;
    }
}
