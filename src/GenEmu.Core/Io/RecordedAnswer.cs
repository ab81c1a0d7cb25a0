using System.Runtime.InteropServices;

namespace GenEmu.Core.Io;

/// <summary>A device access and its answer, as a recording keeps it.</summary>
/// <param name="Stamp">Where it entered.</param>
/// <param name="Kind">Port or memory, read or write.</param>
/// <param name="Address">The port or the guest-physical address.</param>
/// <param name="Width">Bytes.</param>
/// <param name="Data">What was read, or what was written.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct RecordedAnswer(AnswerStamp Stamp, IoKind Kind, ulong Address, int Width, ulong Data)
{
    public bool IsRead => Kind is IoKind.PortRead or IoKind.MemoryRead;

    /// <summary>Whether another access asks for the same at the same place. What a read gave is no part of the question.</summary>
    public bool Asks(in RecordedAnswer other) => other with { Data = IsRead ? Data : other.Data } == this;

    public override string ToString() => $"{Kind} {Address:X}h/{Width}{(IsRead ? "" : $" := {Data:X}h")} at {Stamp}";
}
