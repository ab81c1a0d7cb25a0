using System.Buffers.Binary;

namespace GenEmu.Plugins.Virtio;

/// <summary>A split virtqueue (virtio 1.1, section 2.6), from the device's side. Everything in it is the driver's word, and nothing of it is taken on trust.</summary>
/// <param name="states">The device's queues, as it saves them.</param>
/// <param name="index">Which of them this is.</param>
/// <param name="ram">The guest's memory.</param>
/// <param name="mostBytes">How long a chain may be, readable and writable bytes together, so that the guest cannot keep the device busy for ever.</param>
internal sealed class Virtqueue(VirtqueueState[] states, int index, GuestRam ram, uint mostBytes)
{
    private const int DescriptorSize = 16;
    private const int RingHeader = 4;
    private const int UsedElement = 8;
    private const ushort Next = 1;
    private const ushort Writable = 2;
    private const ushort Known = Next | Writable;           // indirect tables were not offered
    private const ushort NoInterrupt = 1;

    private ref VirtqueueState State => ref states[index];

    /// <summary>Whether the driver does not want to hear of chains that come back.</summary>
    public bool IsQuiet => (ram.ReadWord(State.Driver) & NoInterrupt) != 0;

    /// <summary>Whether the rings and the table lie in RAM, aligned as section 2.6 asks.</summary>
    public bool IsUsable
    {
        get
        {
            VirtqueueState state = State;
            return state.Enabled && state.Descriptors % DescriptorSize == 0 && state.Driver % 2 == 0 && state.Device % 4 == 0
                && ram.Holds(state.Descriptors, (ulong)state.Size * DescriptorSize)
                && ram.Holds(state.Driver, RingHeader + (2UL * state.Size))
                && ram.Holds(state.Device, RingHeader + ((ulong)UsedElement * state.Size));
        }
    }

    /// <summary>How many chains the driver offers.</summary>
    /// <param name="count">The number.</param>
    /// <returns><see langword="false"/> if it is more than the queue can hold.</returns>
    public bool TryCount(out int count)
    {
        count = (ushort)(ram.ReadWord(State.Driver + 2) - State.Taken);
        return count <= State.Size;
    }

    /// <summary>Takes the next chain; there must be one.</summary>
    /// <param name="chain">Where to put it.</param>
    /// <returns><see langword="false"/> if it is not a chain: it leaves the table or RAM, loops, is too long, or asks for what was not offered.</returns>
    public bool TryTake(Chain chain)
    {
        ref VirtqueueState state = ref State;
        ushort at = ram.ReadWord(state.Driver + RingHeader + (2UL * (uint)(state.Taken % state.Size)));
        state.Taken++;
        chain.Begin(at);
        ulong bytes = 0;
        Span<byte> descriptor = stackalloc byte[DescriptorSize];
        for (int seen = 0; at < state.Size && seen < state.Size; seen++)
        {
            ram.Memory.Read(state.Descriptors + ((ulong)at * DescriptorSize), descriptor);
            var segment = new Segment(BinaryPrimitives.ReadUInt64LittleEndian(descriptor), BinaryPrimitives.ReadUInt32LittleEndian(descriptor[8..]));
            ushort flags = BinaryPrimitives.ReadUInt16LittleEndian(descriptor[12..]);
            bytes += segment.Length;
            if ((flags & ~Known) != 0 || bytes > mostBytes || !ram.Holds(segment.Address, segment.Length) || !chain.TryAdd(segment, (flags & Writable) != 0))
            {
                return false;
            }

            if ((flags & Next) == 0)
            {
                return true;
            }

            at = BinaryPrimitives.ReadUInt16LittleEndian(descriptor[14..]);
        }

        return false;
    }

    /// <summary>Gives a chain back.</summary>
    /// <param name="head">The chain's first descriptor.</param>
    /// <param name="written">How many bytes the device wrote, from the first writable one.</param>
    public void Return(ushort head, uint written)
    {
        ref VirtqueueState state = ref State;
        Span<byte> element = stackalloc byte[UsedElement];
        BinaryPrimitives.WriteUInt32LittleEndian(element, head);
        BinaryPrimitives.WriteUInt32LittleEndian(element[4..], written);
        ram.Memory.Write(state.Device + RingHeader + ((ulong)(state.Returned % state.Size) * UsedElement), element);
        state.Returned++;
        BinaryPrimitives.WriteUInt16LittleEndian(element, state.Returned);
        ram.Memory.Write(state.Device + 2, element[..2]);
    }
}
