using System.Runtime.InteropServices;

namespace GenEmu.Core;

/// <summary>A segment register with its hidden part.</summary>
/// <param name="Selector">The selector.</param>
/// <param name="Base">The linear base.</param>
/// <param name="Limit">The last valid offset in bytes, granularity applied.</param>
/// <param name="Access">Bits 55:40 of a descriptor: type 3:0, S 4, DPL 6:5, P 7, AVL 12, L 13, D/B 14, G 15; bits 11:8 are zero.</param>
[StructLayout(LayoutKind.Auto)]
public readonly record struct SegmentValue(ushort Selector, ulong Base, uint Limit, ushort Access);
