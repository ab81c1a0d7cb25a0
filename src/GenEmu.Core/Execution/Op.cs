using System.Runtime.InteropServices;

namespace GenEmu.Core.Execution;

/// <summary>One decoded instruction.</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct Op
{
    /// <summary>The direct handler.</summary>
    public delegate*<Cpu.VcpuState*, Op*, long, ulong, ulong, void> Direct;

    /// <summary>The recorded handler.</summary>
    public delegate*<Transaction, Op*, Status> Recorded;

    /// <summary>An immediate, already extended to 64 bits as the form says; a far pointer's or a branch's target.</summary>
    public ulong Immediate;

    /// <summary>The instruction's own IP.</summary>
    public ulong Ip;

    /// <summary>The IP after it. Code that runs off the end of a 64 KiB segment does not wrap since the 80386: the next fetch faults.</summary>
    public ulong Next;

    /// <summary>The instruction's bytes, <see cref="Length"/> of them; owned by the block or the decoder.</summary>
    public byte* Code;

    public int Displacement;

    /// <summary>Register byte offsets (or a segment's, control register's number) of the three operands.</summary>
    public ushort Register0, Register1, Register2;

    /// <summary>Register byte offsets of the memory operand's base and index; <see cref="Cpu.RegisterFile.Zero"/> where absent.</summary>
    public ushort Base, Index;

    /// <summary>Index of the form in <c>InstructionTable.Forms</c>.</summary>
    public ushort Form;

    /// <summary>Instructions of the block from this one on, itself included.</summary>
    public ushort Remaining;

    /// <summary>A second immediate: the selector of a far pointer, ENTER's level.</summary>
    public ushort Immediate2;

    public OperandKind Kind0, Kind1, Kind2;

    /// <summary>Left shift of the index.</summary>
    public byte Scale;

    /// <summary>The memory operand's segment register.</summary>
    public byte Segment;

    public byte Length;

    /// <summary>Operand size in bytes by the operand-size attribute: 2, 4 or 8 (byte forms too).</summary>
    public byte OperandSize;

    /// <summary>Address size in bytes: 2, 4 or 8.</summary>
    public byte AddressSize;

    /// <summary>The condition of Jcc, SETcc, CMOVcc.</summary>
    public byte Condition;

    public OpFlags Flags;
}
