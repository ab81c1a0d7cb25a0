using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace GenEmu.Core.Execution;

/// <summary>Where a block's end leads to, once that is known; it lies behind the block's closing op.</summary>
/// <remarks>A link holds as long as its stamp is the vCPU's: that changes with whatever changes the directory's answer.</remarks>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct BlockExits
{
    /// <summary>The block at the target of the jump that ends the block.</summary>
    public Op* Target;

    public ulong TargetStamp;

    /// <summary>The block behind the block.</summary>
    public Op* Next;

    public ulong NextStamp;

    /// <summary>The block's number in its cache.</summary>
    public int Number;

    /// <summary>Unlinks the block.</summary>
    public void Forget() => TargetStamp = NextStamp = 0;

    /// <summary>The exits of the block that an op ends; the closing op is between them.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static BlockExits* Of(Op* last) => (BlockExits*)(last + 2);
}
