using System.Runtime.InteropServices;
using GenEmu.Core.Memory;

namespace GenEmu.Core.Io;

/// <summary>Writes that coalescing claims let wait: one ordered queue a machine, bounded so that a device is never far behind.</summary>
internal sealed class WriteQueue
{
    /// <summary>A write that finds so many before it flushes them and goes to its device at once.</summary>
    public const int Capacity = 64;

    private Entry[] _writes = [];

    public int Count { get; private set; }

    /// <summary>Puts a write at the end.</summary>
    /// <param name="layer">The claim that takes it: a <see cref="PortLayer"/> or a <see cref="MemoryLayer"/>.</param>
    /// <param name="id">The access's number.</param>
    /// <param name="address">The port or the physical address.</param>
    /// <param name="width">Bytes.</param>
    /// <param name="data">The value.</param>
    /// <returns>False if the queue is full.</returns>
    public bool TryAdd(object layer, ulong id, ulong address, int width, ulong data)
    {
        if (Count == Capacity)
        {
            return false;
        }

        if (_writes.Length == 0)
        {
            _writes = new Entry[Capacity];        // most machines never coalesce
        }

        ref Entry entry = ref _writes[Count++];
        entry.Layer = layer;
        entry.Id = id;
        entry.Address = address;
        entry.Data = data;
        entry.Width = width;
        return true;
    }

    /// <summary>Delivers everything in order.</summary>
    public void Drain(IoBus bus)
    {
        int count = Count;
        Count = 0;
        for (int i = 0; i < count; i++)
        {
            ref Entry entry = ref _writes[i];
            if (entry.Layer is PortLayer port)
            {
                bus.Deliver(port, null, new IoRequest(entry.Id, IoKind.PortWrite, entry.Address, entry.Width, entry.Data, port.Owner));
            }
            else
            {
                var memory = (MemoryLayer)entry.Layer;
                bus.Deliver(null, memory, new IoRequest(entry.Id, IoKind.MemoryWrite, entry.Address, entry.Width, entry.Data, memory.Owner));
            }
        }
    }

    [StructLayout(LayoutKind.Auto)]
    private struct Entry
    {
        public object Layer;
        public ulong Id;
        public ulong Address;
        public ulong Data;
        public int Width;
    }
}
