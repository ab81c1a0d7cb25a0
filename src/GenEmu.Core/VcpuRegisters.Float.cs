using GenEmu.Core.Cpu;
using GenEmu.Core.Units;

namespace GenEmu.Core;

/// <content>x87, MMX and SSE.</content>
public sealed unsafe partial class VcpuRegisters
{
    private const int XmmCount = 16;

    /// <summary>The x87 control word. Bit 6 reads as one, other reserved bits as zero.</summary>
    public ushort FpuControl { get => Shown->Unit.Control; set => Changed->Unit.SetControlWord(value); }

    /// <summary>The x87 status word with TOP. Bits 7 and 15 follow from the exception flags and the control word's masks, whatever is written.</summary>
    public ushort FpuStatus { get => Shown->Unit.StatusWord; set => Changed->Unit.SetStatusWord(value); }

    /// <summary>The x87 tag word, two bits a physical register: 0 valid, 1 zero, 2 special, 3 empty. Written, only empty or not counts.</summary>
    public ushort FpuTag { get => Shown->Unit.TagWord; set => Changed->Unit.SetTagWord(value); }

    /// <summary>The opcode of the last x87 instruction that was no control instruction: its first byte's low three bits and its ModRM byte, 11 bits.</summary>
    public ushort FpuOpcode { get => Shown->Unit.LastOpcode; set => Changed->Unit.LastOpcode = (ushort)(value & 0x7FF); }

    /// <summary>Where that instruction was: CS and EIP.</summary>
    public (ushort Segment, uint Offset) FpuInstruction
    {
        get => (Shown->Unit.InstructionSegment, Shown->Unit.InstructionPointer);
        set
        {
            FloatState* unit = &Changed->Unit;
            (unit->InstructionSegment, unit->InstructionPointer) = value;
        }
    }

    /// <summary>Where the last operand of an x87 instruction in memory was.</summary>
    public (ushort Segment, uint Offset) FpuOperand
    {
        get => (Shown->Unit.DataSegment, Shown->Unit.DataPointer);
        set
        {
            FloatState* unit = &Changed->Unit;
            (unit->DataSegment, unit->DataPointer) = value;
        }
    }

    /// <summary>MXCSR; reserved bits are dropped.</summary>
    public uint Mxcsr { get => Shown->Unit.Mxcsr; set => Changed->Unit.Mxcsr = value & 0xFFFF; }

    /// <summary>An x87 register.</summary>
    /// <param name="index">0 to 7, counted from the top of the stack.</param>
    /// <returns>What it holds, empty or not.</returns>
    public X87Value GetSt(int index)
    {
        X87Register* register = St(Shown, index);
        return new X87Value(register->Significand, register->SignExponent);
    }

    /// <summary>Sets an x87 register; its tag stays as it is.</summary>
    /// <param name="index">0 to 7, counted from the top of the stack.</param>
    /// <param name="value">The value.</param>
    public void SetSt(int index, X87Value value)
    {
        X87Register* register = St(Changed, index);
        (register->Significand, register->SignExponent) = (value.Significand, value.SignExponent);
    }

    /// <summary>An XMM register.</summary>
    /// <param name="index">0 to 15; 32-bit code has the first eight.</param>
    /// <returns>Its 128 bits.</returns>
    public UInt128 GetXmm(int index)
    {
        XmmRegister* register = Xmm(Shown, index);
        return new UInt128(register->High, register->Low);
    }

    /// <summary>Sets an XMM register.</summary>
    /// <param name="index">0 to 15; 32-bit code has the first eight.</param>
    /// <param name="value">Its 128 bits.</param>
    public void SetXmm(int index, UInt128 value)
    {
        XmmRegister* register = Xmm(Changed, index);
        (register->Low, register->High) = ((ulong)value, (ulong)(value >> 64));
    }

    private static X87Register* St(VcpuState* s, int index)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan((uint)index, (uint)FloatState.Registers - 1, nameof(index));
        return &s->Unit.R0 + ((s->Unit.Top + index) & 7);        // eight stand in a row
    }

    private static XmmRegister* Xmm(VcpuState* s, int index)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan((uint)index, (uint)XmmCount - 1, nameof(index));
        return &s->Unit.Xmm0 + index;                             // sixteen stand in a row
    }
}
