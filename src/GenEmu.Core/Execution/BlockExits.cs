using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace GenEmu.Core.Execution;

/// <summary>What belongs to a block and not to one of its ops; it lies behind the block's closing op.</summary>
/// <remarks>A link holds as long as its stamp is the vCPU's: that changes with whatever changes the directory's answer.</remarks>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct BlockExits
{
    /// <summary>The block at the target of the jump that ends the block, once that is known.</summary>
    public Op* Target;

    public ulong TargetStamp;

    /// <summary>The block behind the block.</summary>
    public Op* Next;

    public ulong NextStamp;

    /// <summary>The block's number in its cache.</summary>
    public int Number;

    /// <summary>How often the block is still to be executed until it is fused.</summary>
    public long Heat;

    /// <summary>Whether runs of the block became methods.</summary>
    public bool IsFused;

    /// <summary>The handler of the block's first op, while another one counts.</summary>
    public delegate*<Cpu.VcpuState*, Op*, long, ulong, ulong, void> First;

    /// <summary>Unlinks the block.</summary>
    public void Forget() => TargetStamp = NextStamp = 0;

    /// <summary>The exits of the block that an op ends; the closing op is between them.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static BlockExits* Of(Op* last) => (BlockExits*)(last + 2);
}
