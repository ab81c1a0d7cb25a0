namespace GenEmu.Core.Memory;

/// <summary>The address space as those of one kind see it: sorted segments, one list for reads and one for writes.</summary>
internal sealed class MemoryView
{
    private MemorySegment[] _reads = [];
    private MemorySegment[] _writes = [];
    private int _lastRead;
    private int _lastWrite;

    /// <summary>Who answers at an address.</summary>
    public MemorySegment Find(ulong address, bool write)
        => write ? Find(_writes, ref _lastWrite, address) : Find(_reads, ref _lastRead, address);

    /// <summary>Shows layers, the topmost of which answers.</summary>
    public void Show(List<MemoryLayer> layers)
    {
        _reads = MemoryFlattener.Flatten(layers, write: false);
        _writes = MemoryFlattener.Flatten(layers, write: true);
        (_lastRead, _lastWrite) = (0, 0);
    }

    private static MemorySegment Find(MemorySegment[] segments, ref int last, ulong address)
    {
        MemorySegment hit = segments[last];
        if (address >= hit.Start && address < hit.End)
        {
            return hit;
        }

        int low = 0;
        int high = segments.Length - 1;
        while (low < high)
        {
            int middle = (low + high + 1) / 2;
            if (segments[middle].Start <= address)
            {
                low = middle;
            }
            else
            {
                high = middle - 1;
            }
        }

        last = low;
        return segments[low];
    }
}
