using System.Runtime.InteropServices;

namespace GenEmu.Core.Io;

/// <summary>A device access that an instruction makes or waits for.</summary>
/// <param name="Id">Unique in the machine, ascending.</param>
/// <param name="Kind">Port or memory, read or write.</param>
/// <param name="Address">The port or the guest-physical address.</param>
/// <param name="Width">Bytes: 1, 2, 4 or 8.</param>
/// <param name="Data">What is written; 0 for reads.</param>
/// <param name="Device">The device's name; empty where nobody answers.</param>
[StructLayout(LayoutKind.Auto)]
public readonly record struct IoRequest(ulong Id, IoKind Kind, ulong Address, int Width, ulong Data, string Device)
{
    /// <summary>The direction: whether data goes to the device.</summary>
    public bool IsWrite => Kind is IoKind.PortWrite or IoKind.MemoryWrite;

    /// <inheritdoc/>
    public override string ToString()
        => IsWrite ? $"{Kind} {Address:X}h/{Width} := {Data:X}h to {Device}" : $"{Kind} {Address:X}h/{Width} of {Device}";
}
