namespace GenEmu.Core.Memory;

/// <summary>Turns layers with priorities into sorted segments, for one direction.</summary>
internal static class MemoryFlattener
{
    public static MemorySegment[] Flatten(List<MemoryLayer> layers, bool write)
    {
        var points = new SortedSet<ulong> { 0 };
        foreach (MemoryLayer layer in layers)
        {
            points.Add(layer.Base);
            points.Add(layer.Base + layer.Length);
        }

        var segments = new List<MemorySegment>();
        ulong[] starts = [.. points];
        for (int i = 0; i < starts.Length; i++)
        {
            ulong end = i + 1 < starts.Length ? starts[i + 1] : ulong.MaxValue;
            Append(segments, new MemorySegment(starts[i], end, Topmost(layers, starts[i], write)));
        }

        return [.. segments];
    }

    private static MemoryLayer? Topmost(List<MemoryLayer> layers, ulong address, bool write)
    {
        MemoryLayer? best = null;
        foreach (MemoryLayer layer in layers)
        {
            if (layer.Serves(address, write) && (best is null || layer.Priority > best.Priority))
            {
                best = layer;
            }
        }

        return best;
    }

    private static void Append(List<MemorySegment> segments, MemorySegment next)
    {
        if (segments.Count > 0 && segments[^1].Layer == next.Layer)
        {
            segments[^1] = segments[^1] with { End = next.End };
        }
        else
        {
            segments.Add(next);
        }
    }
}
