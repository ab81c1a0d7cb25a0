using System.Runtime.InteropServices;

namespace GenEmu.Core.Execution;

/// <summary>One entry of the direct-mapped directory of blocks.</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct JumpEntry
{
    public ulong Ip;

    /// <summary>The <c>CodeKey</c> under which the block was entered; 0 is never one.</summary>
    public ulong Key;

    public Op* First;

    public ulong Unused;
}
