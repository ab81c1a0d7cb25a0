using System.Runtime.InteropServices;

namespace GenEmu.Core.Memory;

/// <summary>One entry of the software TLB. A tag is the linear page's address, or <see cref="Invalid"/>.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct TlbEntry
{
    public const ulong Invalid = 1;

    public ulong ReadTag;

    /// <summary>Valid only for RAM whose page holds no decoded code, is dirty already, and is watched by nobody.</summary>
    public ulong WriteTag;

    /// <summary>Host address minus linear address.</summary>
    public ulong Addend;

    /// <summary>The guest-physical page.</summary>
    public ulong Physical;
}
