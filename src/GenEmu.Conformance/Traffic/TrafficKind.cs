namespace GenEmu.Conformance;

/// <summary>What a guest, or the world outside, does in one step.</summary>
public enum TrafficKind
{
    /// <summary>IN.</summary>
    PortRead,

    /// <summary>OUT.</summary>
    PortWrite,

    /// <summary>REP INS.</summary>
    RepeatRead,

    /// <summary>REP OUTS.</summary>
    RepeatWrite,

    /// <summary>A read of memory-mapped registers.</summary>
    MemoryRead,

    /// <summary>A write to memory-mapped registers.</summary>
    MemoryWrite,

    /// <summary>A read of a PCI function's configuration space.</summary>
    PciRead,

    /// <summary>A write to a PCI function's configuration space.</summary>
    PciWrite,

    /// <summary>Virtual time passes.</summary>
    Wait,

    /// <summary>A byte comes in on a channel.</summary>
    Input,

    /// <summary>Another driver sets a wire.</summary>
    Level,

    /// <summary>A key is pressed or released.</summary>
    Key,

    /// <summary>The CPU acknowledges an interrupt, if <c>intr</c> is high.</summary>
    Acknowledge,

    /// <summary>The host looks at the text screen.</summary>
    Look,
}
