using GenEmu.Core.Cpu;

namespace GenEmu.Core.Execution;

/// <summary>One encoding of an instruction, as the generator writes it into <c>InstructionTable.Forms</c>.</summary>
internal sealed unsafe class FormInfo
{
    /// <summary>The instruction's name in the spec.</summary>
    public required string Op { get; init; }

    /// <summary>The form as the spec has it: <c>01 /r  Ev, Gv</c>.</summary>
    public required string Text { get; init; }

    /// <summary>The feature it needs, empty for the base set.</summary>
    public string Feature { get; init; } = "";

    /// <summary>The same for the decoder: a processor without it raises #UD.</summary>
    public CpuFeatures Needs { get; init; }

    /// <summary>The line in opcodes.yaml.</summary>
    public int Line { get; init; }

    public OperandInfo Operand0 { get; init; }

    public OperandInfo Operand1 { get; init; }

    public OperandInfo Operand2 { get; init; }

    public FormFlags Flags { get; init; }

    /// <summary>0: one byte; 1: after 0F; 2: after 0F 38; 3: after 0F 3A.</summary>
    public byte Map { get; init; }

    /// <summary>The first opcode byte that means this form.</summary>
    public byte Opcode { get; init; }

    /// <summary>How many opcodes from <see cref="Opcode"/> on: 8 for +r, 16 for +c, else 1.</summary>
    public byte OpcodeCount { get; init; } = 1;

    public ModMatch Mod { get; init; }

    /// <summary>The required ModRM.reg, or -1.</summary>
    public sbyte Digit { get; init; } = -1;

    /// <summary>The required ModRM byte, or -1.</summary>
    public short ModRm { get; init; } = -1;

    public MandatoryPrefix Prefix { get; init; }

    /// <summary>The flags that the form leaves undefined (EFLAGS positions), whatever its operands.</summary>
    public uint UndefinedFlags { get; init; }

    /// <summary>The recorded handlers by operand size; all the same for forms that do not depend on it.</summary>
    public delegate*<Transaction, Op*, Status> Recorded16 { get; init; }

    public delegate*<Transaction, Op*, Status> Recorded32 { get; init; }

    public delegate*<Transaction, Op*, Status> Recorded64 { get; init; }
}
