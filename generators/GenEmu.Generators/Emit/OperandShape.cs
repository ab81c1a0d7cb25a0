using GenEmu.Spec;
using GenEmu.Spec.Forms;

namespace GenEmu.Generators.Emit;

/// <summary>What an operand of a direct handler is.</summary>
internal enum OperandShape
{
    /// <summary>A general register.</summary>
    Register,

    /// <summary>Memory.</summary>
    Memory,

    /// <summary>A number in the instruction.</summary>
    Immediate,

    /// <summary>Memory at the segment and rSI.</summary>
    StringSource,

    /// <summary>Memory at ES and rDI.</summary>
    StringDestination,

    /// <summary>An MMX register, with the exponent above it.</summary>
    Mmx,

    /// <summary>An XMM register.</summary>
    Xmm,

    /// <summary>An x87 register's number.</summary>
    Stack,

    /// <summary>Something that no direct handler takes.</summary>
    Other,
}

/// <summary>The shapes that a form's operands can decode to.</summary>
internal static class OperandShapes
{
    /// <summary>The operands' shapes, for the register or the memory form of ModRM.</summary>
    public static EquatableArray<OperandShape> Of(Form form, bool memory) => new(form.Operands.Select(o => Of(o.Kind, memory)));

    /// <summary>Whether the form can decode to memory, or to a register.</summary>
    public static bool Allows(Form form, bool memory)
    {
        var hasMemory = form.Operands.Any(o => o.Kind is OperandKind.Memory or OperandKind.Offset);
        return memory ? hasMemory || form.Operands.Any(o => o.Kind is OperandKind.RegisterOrMemory or OperandKind.MmxOrMemory or OperandKind.XmmOrMemory) : !hasMemory;
    }

    /// <summary>Whether the shape is a place in memory.</summary>
    public static bool IsMemory(this OperandShape shape) => shape is OperandShape.Memory or OperandShape.StringSource or OperandShape.StringDestination;

    private static OperandShape Of(OperandKind kind, bool memory) => kind switch
    {
        OperandKind.RegisterOrMemory => memory ? OperandShape.Memory : OperandShape.Register,
        OperandKind.Memory or OperandKind.Offset => OperandShape.Memory,
        OperandKind.Register or OperandKind.RegField or OperandKind.OpcodeRegister or OperandKind.FixedRegister => OperandShape.Register,
        OperandKind.MmxOrMemory => memory ? OperandShape.Memory : OperandShape.Mmx,
        OperandKind.XmmOrMemory => memory ? OperandShape.Memory : OperandShape.Xmm,
        OperandKind.Mmx or OperandKind.MmxRegister => OperandShape.Mmx,
        OperandKind.Xmm or OperandKind.XmmRegister => OperandShape.Xmm,
        OperandKind.Stack or OperandKind.StackTop => OperandShape.Stack,
        OperandKind.StringSource => OperandShape.StringSource,
        OperandKind.StringDestination => OperandShape.StringDestination,
        OperandKind.Immediate or OperandKind.SignedImmediate or OperandKind.Target or OperandKind.Constant => OperandShape.Immediate,
        _ => OperandShape.Other,
    };
}
