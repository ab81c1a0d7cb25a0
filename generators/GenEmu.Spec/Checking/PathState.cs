using GenEmu.Spec.Semantics;

namespace GenEmu.Spec.Checking;

/// <summary>What has happened on one path through a text.</summary>
internal sealed class PathState
{
    /// <summary>How far an operand has been checked.</summary>
    public enum Probe
    {
        /// <summary>Not at all.</summary>
        None,

        /// <summary>For reading.</summary>
        Read,

        /// <summary>For reading and writing.</summary>
        Write,
    }

    public PathState()
    {
    }

    public PathState(PathState other)
    {
        FirstWrite = other.FirstWrite;
        Pushes = other.Pushes;
        Pops = other.Pops;
        Reads = [.. other.Reads];
        Taints = new(other.Taints, StringComparer.Ordinal);
        Probes = new(other.Probes);
        Loaded = [.. other.Loaded];
        Stored = [.. other.Stored];
        Checked = [.. other.Checked];
        Assumptions = new(other.Assumptions);
        Control = new(other.Control.Reverse());
    }

    /// <summary>The first write to a register, memory or flag, in words, and its place.</summary>
    public (string What, SourceSpan Span)? FirstWrite { get; set; }

    /// <summary>Items that may be pushed without another check.</summary>
    public int Pushes { get; set; }

    /// <summary>Items that may be popped without another check.</summary>
    public int Pops { get; set; }

    /// <summary>What was read from places where a device can be.</summary>
    public List<(string Source, SourceSpan Span)> Reads { get; } = [];

    /// <summary>The sources that a local's value depends on.</summary>
    public Dictionary<string, HashSet<string>> Taints { get; } = new(StringComparer.Ordinal);

    public Dictionary<int, Probe> Probes { get; } = [];

    public HashSet<int> Loaded { get; } = [];

    public HashSet<int> Stored { get; } = [];

    /// <summary>Ports, with their size, and jump targets that were checked.</summary>
    public HashSet<(string Check, Value Value, Value? Size)> Checked { get; } = [];

    /// <summary>How earlier branches on the same condition went.</summary>
    public Dictionary<Value, bool> Assumptions { get; } = [];

    /// <summary>The sources on which the branches around the current step depend.</summary>
    public Stack<HashSet<string>> Control { get; } = new();
}
