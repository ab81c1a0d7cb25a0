using System.Runtime.InteropServices;

namespace GenEmu.Core.Cpu;

/// <summary>A segment or system descriptor as it stands in the GDT or LDT (SDM vol. 3, 3.4.5 and 3.5).</summary>
/// <param name="Raw">The eight bytes.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct Descriptor(ulong Raw)
{
    public uint Base => (uint)((Raw >> 16) & 0xFFFFFF) | (uint)((Raw >> 32) & 0xFF000000);

    public ushort Access => (ushort)((Raw >> 40) & 0xF0FF);

    public uint Limit
    {
        get
        {
            uint raw = (uint)(Raw & 0xFFFF) | (uint)((Raw >> 32) & 0xF0000);
            return (Access & 0x8000) != 0 ? (raw << 12) | 0xFFF : raw;
        }
    }

    public int Type => Access & 15;

    public bool IsSystem => (Access & 0x10) == 0;

    public bool IsCode => (Access & 0x18) == 0x18;

    public bool IsConforming => (Access & 0x1C) == 0x1C;

    public bool IsReadable => IsCode ? (Access & 2) != 0 : !IsSystem;

    public bool IsWritableData => (Access & 0x1A) == 0x12;

    public bool Present => (Access & 0x80) != 0;

    public int Dpl => (Access >> 5) & 3;

    public bool Big => (Access & 0x4000) != 0;

    /// <summary>A gate's target selector.</summary>
    public ushort GateSelector => (ushort)(Raw >> 16);

    /// <summary>A gate's target offset; the upper half counts only in 32-bit gates.</summary>
    public uint GateOffset => Type >= 8 ? (uint)(Raw & 0xFFFF) | (uint)((Raw >> 32) & 0xFFFF0000) : (uint)(Raw & 0xFFFF);

    /// <summary>A call gate's parameter count.</summary>
    public int GateParameters => (int)(Raw >> 32) & 31;
}
