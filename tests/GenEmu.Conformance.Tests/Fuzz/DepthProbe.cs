using GenEmu.Abstractions;

namespace GenEmu.Conformance.Tests.Fuzz;

/// <summary>A device that looks how deep the host's stack is when the guest writes to it.</summary>
internal sealed unsafe class DepthProbe : IPortDevice
{
    /// <summary>The deepest and the least deep address seen.</summary>
    public nint Deepest { get; private set; } = nint.MaxValue;

    public nint Highest { get; private set; }

    public int Writes { get; private set; }

    public void Forget() => (Deepest, Highest, Writes) = (nint.MaxValue, 0, 0);

    public uint ReadPort(PortAccess access) => 0;

    public void WritePort(PortAccess access, uint value)
    {
        byte here;
        Deepest = nint.Min(Deepest, (nint)(&here));
        Highest = nint.Max(Highest, (nint)(&here));
        Writes++;
    }
}
