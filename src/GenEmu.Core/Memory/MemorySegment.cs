using System.Runtime.InteropServices;

namespace GenEmu.Core.Memory;

/// <summary>A stretch of physical addresses that one layer answers.</summary>
/// <param name="Start">The first address.</param>
/// <param name="End">One past the last.</param>
/// <param name="Layer">Who answers; null if nobody does.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct MemorySegment(ulong Start, ulong End, MemoryLayer? Layer)
{
    /// <summary>The offset of an address in the layer's RAM.</summary>
    public ulong RamOffset(ulong address) => address - Layer!.EffectiveBase + Layer.RamOffset;

    /// <summary>Whether the whole page is RAM or ROM of this segment.</summary>
    public bool CoversPage(ulong page) => Layer?.Ram is not null && Start <= page && page + RamBlock.PageSize <= End;
}
