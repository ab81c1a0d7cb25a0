using System.Runtime.InteropServices;

namespace GenEmu.Conformance.Bench;

/// <summary>One natively sized access to a claim.</summary>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct BenchAccess(ulong Address, ulong Offset, int Width, bool Writes, ulong Value, CancellationToken Token)
{
    public ulong Mask => Width >= 8 ? ulong.MaxValue : (1UL << (8 * Width)) - 1;
}
