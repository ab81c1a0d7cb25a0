using System.Runtime.InteropServices;

namespace GenEmu.Core.Cpu;

/// <summary>The state save area in SMRAM, from SMBASE + 8000h + 7E00h on, as P6 processors lay it out (SDM vol. 3, table 34-1).</summary>
/// <remarks>
/// Field offsets count from 7E00h. What the manual calls reserved is where the processor keeps what a handler shall not see: the hidden parts of
/// segment registers, and what the interrupted instruction stream was in the middle of.
/// </remarks>
[StructLayout(LayoutKind.Explicit, Size = Length)]
internal struct SmmSaveArea
{
    public const int Length = 0x200;

    /// <summary>Where it starts, from SMBASE.</summary>
    public const uint Offset = 0xFE00;

    /// <summary>Where a handler starts, from SMBASE.</summary>
    public const uint EntryPoint = 0x8000;

    /// <summary>Revision 4 has the I/O state field; bit 16: I/O instruction restart, bit 17: SMBASE relocation (SDM vol. 3, 34.9).</summary>
    public const uint CurrentRevision = 0x0003_0004;

    /// <summary>The I/O restart slot: return to the I/O instruction instead of the next one.</summary>
    public const ushort RestartIo = 0xFF;

    /// <summary>The I/O state field: the SMI came at the boundary of an I/O instruction.</summary>
    public const uint IoSmi = 1;

    // Reserved: PDPTEs, and the IP after a REP instruction in progress.
    [FieldOffset(0x000)] public ulong Pdpte0;
    [FieldOffset(0x008)] public ulong Pdpte1;
    [FieldOffset(0x010)] public ulong Pdpte2;
    [FieldOffset(0x018)] public ulong Pdpte3;
    [FieldOffset(0x020)] public uint RepeatNext;

    [FieldOffset(0x0F8)] public uint SmBase;
    [FieldOffset(0x0FC)] public uint Revision;
    [FieldOffset(0x100)] public ushort IoRestart;
    [FieldOffset(0x102)] public ushort HaltRestart;

    // Reserved: the I/O instruction before it was executed, and the rest of the hidden state.
    [FieldOffset(0x104)] public uint IoEip;
    [FieldOffset(0x108)] public uint IoEcx;
    [FieldOffset(0x10C)] public uint IoEsi;
    [FieldOffset(0x110)] public uint IoEdi;
    [FieldOffset(0x114)] public uint Cr4;
    [FieldOffset(0x118)] public Shadow Shadow;
    [FieldOffset(0x11C)] public uint PendingDebug;
    [FieldOffset(0x120)] public SavedSegment EsHidden;
    [FieldOffset(0x12C)] public SavedSegment CsHidden;
    [FieldOffset(0x138)] public SavedSegment SsHidden;
    [FieldOffset(0x144)] public SavedSegment DsHidden;
    [FieldOffset(0x150)] public SavedSegment FsHidden;
    [FieldOffset(0x15C)] public SavedSegment GsHidden;
    [FieldOffset(0x168)] public SavedSegment LdtrHidden;
    [FieldOffset(0x174)] public SavedSegment TrHidden;
    [FieldOffset(0x180)] public uint GdtBase;
    [FieldOffset(0x184)] public uint GdtLimit;
    [FieldOffset(0x188)] public uint IdtBase;
    [FieldOffset(0x18C)] public uint IdtLimit;
    [FieldOffset(0x190)] public uint Iteration;
    [FieldOffset(0x194)] public uint IterationEip;
    [FieldOffset(0x198)] public uint IoIteration;
    [FieldOffset(0x19C)] public ushort Cpl;
    [FieldOffset(0x19E)] public ushort NmiMasked;

    [FieldOffset(0x1A0)] public uint IoAddress;
    [FieldOffset(0x1A4)] public uint IoState;

    // Selectors, in the order of the segment registers.
    [FieldOffset(0x1A8)] public uint Es;
    [FieldOffset(0x1AC)] public uint Cs;
    [FieldOffset(0x1B0)] public uint Ss;
    [FieldOffset(0x1B4)] public uint Ds;
    [FieldOffset(0x1B8)] public uint Fs;
    [FieldOffset(0x1BC)] public uint Gs;
    [FieldOffset(0x1C0)] public uint Ldtr;
    [FieldOffset(0x1C4)] public uint Tr;

    [FieldOffset(0x1C8)] public uint Dr7;
    [FieldOffset(0x1CC)] public uint Dr6;

    // EAX, ECX, EDX, EBX, ESP, EBP, ESI, EDI: the order of their numbers.
    [FieldOffset(0x1D0)] public uint Eax;
    [FieldOffset(0x1D4)] public uint Ecx;
    [FieldOffset(0x1E8)] public uint Esi;
    [FieldOffset(0x1EC)] public uint Edi;
    [FieldOffset(0x1F0)] public uint Eip;
    [FieldOffset(0x1F4)] public uint EFlags;
    [FieldOffset(0x1F8)] public uint Cr3;
    [FieldOffset(0x1FC)] public uint Cr0;
}
