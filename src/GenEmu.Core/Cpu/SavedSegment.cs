using System.Runtime.InteropServices;

namespace GenEmu.Core.Cpu;

/// <summary>The hidden part of a segment register in the SMM state save area.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct SavedSegment
{
    public uint Base;
    public uint Limit;
    public uint Access;
}
