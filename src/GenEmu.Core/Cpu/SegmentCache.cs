using System.Runtime.InteropServices;

namespace GenEmu.Core.Cpu;

/// <summary>A segment register with its hidden part (SDM vol. 3, 3.4.3).</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct SegmentCache
{
    public ulong Base;

    /// <summary>One past the last offset that may be read; 0 where the precomputed check cannot tell (null, unreadable, expand-down).</summary>
    public ulong ReadSpan;

    /// <summary>One past the last offset that may be written; 0 as for <see cref="ReadSpan"/>.</summary>
    public ulong WriteSpan;

    /// <summary>The last valid offset (the first invalid one's predecessor for expand-down), granularity applied.</summary>
    public uint Limit;

    /// <summary>Bits as in the descriptor's second word: type 3:0, S 4, DPL 6:5, P 7, AVL 12, L 13, D/B 14, G 15.</summary>
    public ushort Access;

    public ushort Selector;

    public readonly int Type => Access & 15;

    public readonly bool IsSystem => (Access & 0x10) == 0;

    public readonly bool IsCode => (Access & 0x18) == 0x18;

    public readonly bool IsConforming => (Access & 0x1C) == 0x1C;

    public readonly bool IsExpandDown => (Access & 0x1C) == 0x14;

    public readonly bool IsReadable => IsCode ? (Access & 2) != 0 : !IsSystem;

    public readonly bool IsWritable => (Access & 0x1A) == 0x12;

    public readonly bool Present => (Access & 0x80) != 0;

    public readonly int Dpl => (Access >> 5) & 3;

    public readonly bool Big => (Access & 0x4000) != 0;

    /// <summary>Offsets are checked against nothing: base 0, limit 4 GiB, expand-up.</summary>
    public readonly bool IsFlat => Base == 0 && Limit == uint.MaxValue && WriteSpan == 1UL << 32;

    /// <summary>The first offset past an expand-down segment: 64 KiB or 4 GiB by the B flag.</summary>
    public readonly uint ExpandDownTop => Big ? uint.MaxValue : 0xFFFF;

    /// <summary>A real-mode or V86 segment: base from the selector; the limit stays what it was in real mode (so unreal mode works).</summary>
    public void LoadReal(ushort selector)
    {
        Selector = selector;
        Base = (ulong)selector << 4;
        Update();
    }

    /// <summary>A null selector: nothing may be accessed through it.</summary>
    public void LoadNull(ushort selector)
    {
        Selector = selector;
        Base = 0;
        Limit = 0;
        Access = 0;
        Update();
    }

    /// <summary>Sets everything from a descriptor.</summary>
    public void Load(ushort selector, in Descriptor descriptor)
    {
        Selector = selector;
        Base = descriptor.Base;
        Limit = descriptor.Limit;
        Access = descriptor.Access;
        Update();
    }

    /// <summary>Recomputes the spans after a change of the other fields.</summary>
    public void Update()
    {
        bool plain = Present && !IsSystem && !IsExpandDown;
        ReadSpan = plain && IsReadable ? (ulong)Limit + 1 : 0;
        WriteSpan = plain && IsWritable ? (ulong)Limit + 1 : 0;
    }
}
