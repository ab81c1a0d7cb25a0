namespace GenEmu.Core.Debug;

/// <summary>A breakpoint of the host's, which the guest cannot see.</summary>
public sealed class HostBreakpoint
{
    internal HostBreakpoint(HostBreakpointKind kind, ulong address, ulong length)
    {
        Kind = kind;
        Address = address;
        Length = length;
    }

    /// <summary>What it watches.</summary>
    public HostBreakpointKind Kind { get; }

    /// <summary>The first linear address, or the first port.</summary>
    public ulong Address { get; }

    /// <summary>Bytes, or ports, at least 1.</summary>
    public ulong Length { get; }

    /// <inheritdoc/>
    public override string ToString() => $"{Kind} {Address:X}h/{Length}";

    /// <summary>Whether an access has a byte in common with the range.</summary>
    internal bool Meets(ulong address, int size) => address < Address + Length && Address < address + (ulong)size;
}
