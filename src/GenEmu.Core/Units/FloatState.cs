using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using GenEmu.Core.Cpu;
using GenEmu.Core.Execution;
using GenEmu.Core.Float;

namespace GenEmu.Core.Units;

/// <summary>The state of the x87, MMX and SSE units.</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct FloatState
{
    public const int Registers = 8;

    /// <summary>The status word's error summary, and the busy bit that is its copy (SDM vol. 1, 8.1.3.3).</summary>
    public const ushort ErrorSummary = 0x8080;

    /// <summary>The condition codes of the status word.</summary>
    public const ushort Conditions = (ushort)(FloatStatus.C0 | FloatStatus.C1 | FloatStatus.C2 | FloatStatus.C3);

    /// <summary>The physical registers: they stand in a row, ST(i) is number (TOP + i) modulo 8.</summary>
    public X87Register R0, R1, R2, R3, R4, R5, R6, R7;

    /// <summary>XMM0 to XMM15: they stand in a row.</summary>
    public XmmRegister Xmm0, Xmm1, Xmm2, Xmm3, Xmm4, Xmm5, Xmm6, Xmm7, Xmm8, Xmm9, Xmm10, Xmm11, Xmm12, Xmm13, Xmm14, Xmm15;

    public uint Mxcsr;

    /// <summary>The control word.</summary>
    public ushort Control;

    /// <summary>The status word without TOP.</summary>
    public ushort Status;

    /// <summary>The physical register that is ST(0).</summary>
    public byte Top;

    /// <summary>A bit for each physical register: not empty. The tag word's other codes are made from the registers when it is stored.</summary>
    public byte Valid;

    /// <summary>The opcode of the last instruction that was no control instruction: its first byte's low three bits and ModRM.</summary>
    public ushort LastOpcode;

    /// <summary>CS of the instruction pointer, and the data pointer's segment.</summary>
    public ushort InstructionSegment, DataSegment;

    public uint InstructionPointer;
    public uint DataPointer;

    /// <summary>Whether the last store, integer conversion or FCOMI has a result; looked at in the same instruction.</summary>
    public bool HasResult;

    /// <summary>The EFLAGS of the last COMISS or its like: ZF, PF, CF.</summary>
    public uint Comparison;

    /// <summary>Whether an unmasked exception waits for the next waiting instruction.</summary>
    public readonly bool HasPendingError => (Status & ErrorSummary) != 0;

    /// <summary>The status word with TOP.</summary>
    public readonly ushort StatusWord => (ushort)(Status | (Top << 11));

    /// <summary>Takes over a status word. The error summary is not software's: it follows from flags and masks.</summary>
    public void SetStatusWord(ushort value)
    {
        Top = (byte)((value >> 11) & 7);
        Status = (ushort)(value & ~(0x3800 | ErrorSummary));
        UpdateErrorSummary();
    }

    /// <summary>The tag word: two bits a physical register, 0 a valid number, 1 zero, 2 special, 3 empty (SDM vol. 1, 8.1.7).</summary>
    public readonly ushort TagWord
    {
        get
        {
            int word = 0;
            fixed (X87Register* registers = &R0)
            {
                for (int i = 0; i < Registers; i++)
                {
                    Float80 value = registers[i].Value;
                    int tag = (Valid & (1 << i)) == 0 ? 3 : value.IsNormal ? 0 : value.IsZero ? 1 : 2;
                    word |= tag << (2 * i);
                }
            }

            return (ushort)word;
        }
    }

    /// <summary>Takes over a tag word: what is not empty is examined when it is asked for.</summary>
    public void SetTagWord(ushort value)
    {
        Valid = 0;
        for (int i = 0; i < Registers; i++)
        {
            Valid |= (byte)(((value >> (2 * i)) & 3) == 3 ? 0 : 1 << i);
        }
    }

    /// <summary>Takes over a control word; bit 6 reads as one, the other reserved bits as zero.</summary>
    public void SetControlWord(ushort value)
    {
        Control = (ushort)((value & 0x1F3F) | 0x40);
        UpdateErrorSummary();
    }

    /// <summary>ES and B: an exception is flagged and not masked.</summary>
    public void UpdateErrorSummary()
    {
        bool pending = (Status & ~Control & FloatStatus.Exceptions) != 0;
        Status = (ushort)(pending ? Status | ErrorSummary : Status & ~ErrorSummary);
    }

    /// <summary>Every MMX instruction but EMMS makes the whole stack valid and its top register 0 (SDM vol. 1, 9.6.2).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void EnterMmx()
    {
        Top = 0;
        Valid = 0xFF;
    }

    /// <summary>Remembers the instruction, for handlers of exceptions.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void RecordPointers(VcpuState* c, Op* o)
    {
        InstructionPointer = (uint)o->Ip;
        InstructionSegment = c->Cs.Selector;
        LastOpcode = (ushort)o->Immediate;
    }

    /// <summary>Remembers the instruction and its operand in memory.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void RecordPointers(VcpuState* c, Op* o, uint address)
    {
        RecordPointers(c, o);
        DataPointer = address;
        DataSegment = (&c->Es + o->Segment)->Selector;        // decoded: below Segment.Count
    }

    /// <summary>FNINIT; the registers themselves keep their values.</summary>
    public void InitializeX87()
    {
        Control = (ushort)FpuControl.Initial;
        (Status, Top, Valid) = (0, 0, 0);
        (InstructionSegment, DataSegment, InstructionPointer, DataPointer, LastOpcode) = (0, 0, 0, 0, 0);
    }

    /// <summary>RESET (SDM vol. 3, table 9-1): as FNINIT would leave it but for the control word, with all registers zero.</summary>
    public void Reset()
    {
        this = default;
        Control = 0x40;
        Valid = 0xFF;
        Mxcsr = Float.Mxcsr.Initial;
    }
}
