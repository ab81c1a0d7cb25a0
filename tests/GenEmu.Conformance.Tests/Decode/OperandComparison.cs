using GenEmu.Core.Cpu;
using GenEmu.Core.Execution;
using Iced.Intel;

namespace GenEmu.Conformance.Tests.Decode;

/// <summary>Compares one operand of an op with Iced's.</summary>
internal static class OperandComparison
{
    public static string? Compare(
        in Op op, OperandInfo info, OperandKind kind, ushort register, in Instruction instruction, int index, ref DecodeRule rule)
    {
        OpKind theirs = instruction.GetOpKind(index);
        bool wide = op.AddressSize == 4;
        switch (kind)
        {
            case OperandKind.Register:
                return theirs == OpKind.Register ? CompareRegister(op, info, register, instruction.GetOpRegister(index), ref rule) : "no register";
            case OperandKind.Segment:
                return theirs == OpKind.Register && instruction.GetOpRegister(index) == Register.ES + register ? null : "segment register";
            case OperandKind.Control:
                return theirs == OpKind.Register && instruction.GetOpRegister(index) == Register.CR0 + register ? null : "control register";
            case OperandKind.Debug:
                return theirs == OpKind.Register && instruction.GetOpRegister(index) == Register.DR0 + register ? null : "debug register";
            case OperandKind.Mmx:
                return theirs == OpKind.Register && RegisterFile.Mmx(instruction.GetOpRegister(index) - Register.MM0) == register ? null : "MMX register";
            case OperandKind.Xmm:
                return theirs == OpKind.Register && RegisterFile.Xmm(instruction.GetOpRegister(index) - Register.XMM0) == register ? null : "XMM register";
            case OperandKind.Stack:
                return theirs == OpKind.Register && instruction.GetOpRegister(index) == Register.ST0 + register ? null : "x87 register";
            case OperandKind.Memory:
                return theirs == OpKind.Memory ? CompareAddress(op, instruction) ?? CompareSize(op, info, instruction) : "no memory";
            case OperandKind.StringSource:
                return theirs == (wide ? OpKind.MemorySegESI : OpKind.MemorySegSI) ? CompareSegment(op, instruction) ?? CompareSize(op, info, instruction) : "no source";
            case OperandKind.StringDestination:
                return theirs == (wide ? OpKind.MemoryESEDI : OpKind.MemoryESDI) ? CompareSize(op, info, instruction) : "no destination";
            case OperandKind.Xlat:
                return theirs == OpKind.Memory && instruction.MemoryBase == (wide ? Register.EBX : Register.BX) && instruction.MemoryIndex == Register.AL
                    ? CompareSegment(op, instruction)
                    : "no table";
            default:
                return CompareNumber(op, info, kind, instruction, index, theirs);
        }
    }

    public static string? CompareAddress(in Op op, in Instruction instruction)
    {
        int displacement = (int)instruction.MemoryDisplacement32;
        int ours = op.AddressSize == 2 ? (ushort)op.Displacement : op.Displacement;
        if (op.Base == RegisterFile.Sp && InstructionTable.Forms[op.Form].Operand0.Kind == OperandKind.RegisterOrMemoryAfterPop)
        {
            ours -= op.OperandSize;        // POP counts from SP as it is afterwards
        }

        return Name(op.Base, op.AddressSize) != instruction.MemoryBase ? "base"
            : Name(op.Index, op.AddressSize) != instruction.MemoryIndex ? "index"
            : op.Index != RegisterFile.Zero && 1 << op.Scale != instruction.MemoryIndexScale ? "scale"
            : ours != (op.AddressSize == 2 ? (ushort)displacement : displacement) ? "displacement"
            : CompareSegment(op, instruction);
    }

    private static string? CompareSegment(in Op op, in Instruction instruction)
        => instruction.MemorySegment == Register.ES + op.Segment ? null : "segment";

    private static string? CompareSize(in Op op, OperandInfo info, in Instruction instruction)
    {
        int size = info.Size switch
        {
            OperandSize.None => 0,
            OperandSize.Pointer => op.OperandSize + 2,
            OperandSize.Bound => op.OperandSize * 2,
            OperandSize.PseudoDescriptor => 6,
            OperandSize.Vector => 16,
            OperandSize.Extended => 10,
            OperandSize.Environment => op.OperandSize == 2 ? 14 : 28,
            OperandSize.Image => op.OperandSize == 2 ? 94 : 108,
            OperandSize.FullImage => 512,
            _ => Width(op, info.Size),
        };
        return instruction.MemorySize.GetSize() == size ? null : "size";
    }

    private static string? CompareRegister(in Op op, OperandInfo info, ushort register, Register theirs, ref DecodeRule rule)
    {
        int size = Width(op, info.Size);
        if (Name(register, size) == theirs)
        {
            return null;
        }

        rule = DecodeRule.LowHalfOfRegister;
        return size == 2 && info.Size == OperandSize.Word && op.OperandSize == 4 && Name(register, 4) == theirs ? null : "register";
    }

    private static string? CompareNumber(in Op op, OperandInfo info, OperandKind kind, in Instruction instruction, int index, OpKind theirs)
    {
        switch (theirs)
        {
            case OpKind.NearBranch16 or OpKind.NearBranch32:
                return info.Kind == OperandKind.Relative && instruction.NearBranchTarget == op.Immediate ? null : "target";
            case OpKind.FarBranch16:
                return instruction.FarBranch16 == op.Immediate && instruction.FarBranchSelector == op.Immediate2 ? null : "far target";
            case OpKind.FarBranch32:
                return instruction.FarBranch32 == op.Immediate && instruction.FarBranchSelector == op.Immediate2 ? null : "far target";
        }

        if (!instruction.OpKindIsImmediate(index))
        {
            return "no number";
        }

        ulong ours = kind == OperandKind.Immediate2 ? op.Immediate2 : op.Immediate;
        int size = info.Kind is OperandKind.SignedByte ? op.OperandSize : Width(op, info.Size);
        ulong mask = ulong.MaxValue >> (64 - (8 * size));
        return (ours & mask) == (instruction.GetImmediate(index) & mask) ? null : "number";
    }

    private static bool OpKindIsImmediate(this in Instruction instruction, int index)
        => instruction.GetOpKind(index) is OpKind.Immediate8 or OpKind.Immediate8_2nd or OpKind.Immediate16 or OpKind.Immediate32
            or OpKind.Immediate8to16 or OpKind.Immediate8to32;

    private static int Width(in Op op, OperandSize size) => size switch
    {
        OperandSize.Byte => 1,
        OperandSize.Word => 2,
        OperandSize.Dword or OperandSize.Y => 4,
        OperandSize.Qword => 8,
        _ => op.OperandSize,
    };

    private static Register Name(ushort offset, int size)
    {
        int number = offset / 8;
        return offset == RegisterFile.Zero ? Register.None
            : size == 1 ? Register.AL + number + (4 * (offset & 1))
            : (size == 2 ? Register.AX : Register.EAX) + number;
    }
}
