using System.Runtime.InteropServices;

namespace GenEmu.Core.Memory;

/// <summary>Where a linear range of at most two pages lies in physical memory.</summary>
/// <param name="First">The physical address of the first byte.</param>
/// <param name="FirstLength">How many bytes lie on the first page.</param>
/// <param name="Second">The physical address of the rest, at the start of a page.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct Translation(ulong First, int FirstLength, ulong Second)
{
    /// <summary>The linear address, if data breakpoints watch the access; the processor's own reads of tables are not watched.</summary>
    public ulong? Watched { get; init; }
}
