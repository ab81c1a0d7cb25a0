using GenEmu.Core.Memory;

namespace GenEmu.Core.Io;

/// <summary>Writes that coalescing claims let wait: one ordered queue a machine, bounded so that a device is never far behind.</summary>
internal sealed class WriteQueue
{
    /// <summary>A write that finds so many before it flushes them and goes to its device at once.</summary>
    public const int Capacity = 64;

    private (PortLayer? Port, MemoryLayer? Memory, IoRequest Request)[] _writes = [];

    public int Count { get; private set; }

    /// <summary>Puts a write at the end.</summary>
    /// <returns>False if the queue is full.</returns>
    public bool TryAdd(PortLayer? port, MemoryLayer? memory, in IoRequest request)
    {
        if (Count == Capacity)
        {
            return false;
        }

        if (_writes.Length == 0)
        {
            _writes = new (PortLayer?, MemoryLayer?, IoRequest)[Capacity];        // most machines never coalesce
        }

        _writes[Count++] = (port, memory, request);
        return true;
    }

    /// <summary>Delivers everything in order.</summary>
    public void Drain(IoBus bus)
    {
        int count = Count;
        Count = 0;
        for (int i = 0; i < count; i++)
        {
            bus.Deliver(_writes[i].Port, _writes[i].Memory, _writes[i].Request);
        }
    }
}
