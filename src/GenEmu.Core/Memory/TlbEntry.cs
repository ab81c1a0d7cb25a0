using System.Runtime.InteropServices;

namespace GenEmu.Core.Memory;

/// <summary>One entry of the software TLB. A tag is the linear page's address, or <see cref="Invalid"/>.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct TlbEntry
{
    /// <summary>No linear address masks to it, whether its page is looked at alone or also the bits that aligned operands have clear.</summary>
    public const ulong Invalid = 0x10;

    public ulong ReadTag;

    /// <summary>Valid only for RAM whose page holds no decoded code, is dirty already, and is watched by nobody.</summary>
    public ulong WriteTag;

    /// <summary>Host address minus linear address.</summary>
    public ulong Addend;

    /// <summary>The guest-physical page.</summary>
    public ulong Physical;
}
