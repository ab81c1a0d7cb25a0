using GenEmu.Core.Execution;

namespace GenEmu.Conformance.Tests;

/// <summary>Writes instructions of a given form, with random operands and addressing modes.</summary>
internal sealed class FormEncoder(CodeMode mode)
{
    private const int Esp = 4;
    private const int Ebp = 5;

    private readonly byte[] _code = new byte[32];
    private int _length;

    /// <summary>The registers that addresses are computed from: as they will be when the instruction runs.</summary>
    public uint[] Registers { get; } = new uint[8];

    /// <summary>Where a memory operand is to lie, as an offset in its segment.</summary>
    public uint Target { get; set; }

    /// <summary>Whether a base register may be changed so that the address hits <see cref="Target"/>; else only displacements are chosen for it.</summary>
    public bool MovesRegisters { get; set; }

    /// <summary>A relative jump's distance.</summary>
    public int Distance { get; set; }

    /// <summary>A far pointer's selector.</summary>
    public ushort Selector { get; set; }

    public ReadOnlySpan<byte> Code => _code.AsSpan(0, _length);

    public void Encode(ref FuzzRandom random, FormInfo form, in FormShape shape)
    {
        _length = 0;
        WritePrefixes(form, shape);
        WriteOpcode(ref random, form);
        if ((form.Flags & FormFlags.ModRm) != 0)
        {
            WriteModRm(ref random, form, shape);
        }

        WriteNumber(ref random, form.Operand0, shape);
        WriteNumber(ref random, form.Operand1, shape);
        WriteNumber(ref random, form.Operand2, shape);
    }

    /// <summary>Whether ModRM may say memory, and whether it may say a register.</summary>
    public static (bool Memory, bool Register) Choices(FormInfo form)
    {
        if ((form.Flags & FormFlags.ModRm) == 0)
        {
            return (false, false);
        }

        if (form.ModRm >= 0)
        {
            return (false, true);
        }

        ReadOnlySpan<OperandKind> kinds = [form.Operand0.Kind, form.Operand1.Kind];
        bool both = kinds.ContainsAny([OperandKind.RegisterOrMemory, OperandKind.RegisterOrMemoryAfterPop, OperandKind.MmxOrMemory, OperandKind.XmmOrMemory]) || kinds[0] == OperandKind.None;
        bool memory = both || kinds.Contains(OperandKind.Memory);
        return (memory && form.Mod != ModMatch.Register, !kinds.Contains(OperandKind.Memory) && form.Mod != ModMatch.Memory);
    }

    private void WritePrefixes(FormInfo form, in FormShape shape)
    {
        if (shape.Lock)
        {
            Write(0xF0);
        }

        if (form.Prefix switch { MandatoryPrefix.OperandSize => true, MandatoryPrefix.None => false, _ => shape.OperandSize != (int)mode })
        {
            Write(0x66);
        }

        if (shape.AddressSize != (int)mode)
        {
            Write(0x67);
        }

        if (shape.Segment >= 0)
        {
            Write((byte)(shape.Segment < 4 ? 0x26 + (8 * shape.Segment) : 0x60 + shape.Segment));
        }

        byte repeat = form.Prefix switch { MandatoryPrefix.Rep => 0xF3, MandatoryPrefix.Repne => 0xF2, MandatoryPrefix.Any => shape.Repeat, _ => (byte)0 };
        if (repeat != 0)
        {
            Write(repeat);
        }
    }

    private void WriteOpcode(ref FuzzRandom random, FormInfo form)
    {
        if (form.Map > 0)
        {
            Write(0x0F);
        }

        if (form.Map > 1)
        {
            Write(form.Map == 2 ? (byte)0x38 : (byte)0x3A);
        }

        Write((byte)(form.Opcode + random.Next(form.OpcodeCount)));
    }

    private void WriteModRm(ref FuzzRandom random, FormInfo form, in FormShape shape)
    {
        int reg = form.Digit >= 0 ? form.Digit : random.Next(8);
        bool selects = form.Operand0.Kind == OperandKind.Segment || form.Operand1.Kind == OperandKind.Segment;
        reg = selects && !random.OneIn(16) ? random.Next(6) : reg;
        if (form.ModRm >= 0)
        {
            Write((byte)form.ModRm);
        }
        else if (!shape.Memory)
        {
            Write((byte)(0xC0 | (reg << 3) | random.Next(8)));
        }
        else if (shape.AddressSize == 2)
        {
            WriteAddress16(ref random, reg);
        }
        else
        {
            WriteAddress32(ref random, reg);
        }
    }

    private void WriteAddress16(ref FuzzRandom random, int reg)
    {
        ReadOnlySpan<(int Base, int Index)> pairs = [(3, 6), (3, 7), (5, 6), (5, 7), (6, -1), (7, -1), (5, -1), (3, -1)];
        int mod = random.Next(3);
        int rm = random.Next(8);
        Write((byte)((mod << 6) | (reg << 3) | rm));
        if (mod == 0 && rm == 6)
        {
            WriteNumber(Target, 2);
            return;
        }

        (int @base, int index) = pairs[rm];
        uint rest = index < 0 ? 0 : Registers[index];
        WriteDisplacement(ref random, mod, @base, rest, 2);
    }

    private void WriteAddress32(ref FuzzRandom random, int reg)
    {
        int mod = random.Next(3);
        int rm = random.Next(8);
        if (rm != Esp)
        {
            Write((byte)((mod << 6) | (reg << 3) | rm));
            if (mod == 0 && rm == Ebp)
            {
                WriteNumber(Target, 4);
                return;
            }

            WriteDisplacement(ref random, mod, rm, 0, 4);
            return;
        }

        int @base = random.Next(8);
        int index = random.Next(8);
        int scale = random.Next(4);
        mod = @base == index ? 2 : mod;
        Write((byte)((mod << 6) | (reg << 3) | Esp));
        Write((byte)((scale << 6) | (index << 3) | @base));
        uint rest = index == Esp ? 0 : Registers[index] << scale;
        if (mod == 0 && @base == Ebp)
        {
            WriteNumber(Target - rest, 4);
            return;
        }

        WriteDisplacement(ref random, mod, @base, rest, 4);
    }

    /// <summary>Writes a displacement of the size that mod says, so that it and the base, which may be moved for it, hit the target.</summary>
    private void WriteDisplacement(ref FuzzRandom random, int mod, int @base, uint rest, int size)
    {
        if (mod == 2)
        {
            WriteNumber(Target - Registers[@base] - rest, size);
            return;
        }

        int displacement = mod == 1 ? (sbyte)random.NextByte() : 0;
        if (mod == 1)
        {
            Write((byte)displacement);
        }

        if (MovesRegisters)
        {
            uint value = Target - (uint)displacement - rest;
            Registers[@base] = size == 2 ? (Registers[@base] & 0xFFFF_0000) | (ushort)value : value;
        }
    }

    private void WriteNumber(ref FuzzRandom random, OperandInfo info, in FormShape shape)
    {
        int size = info.Size switch { OperandSize.Byte => 1, OperandSize.Word => 2, OperandSize.Dword => 4, _ => shape.OperandSize };
        switch (info.Kind)
        {
            case OperandKind.Immediate:
                WriteNumber(random.NextOperand(), size);
                break;
            case OperandKind.SignedByte:
                WriteNumber(random.NextOperand(), 1);
                break;
            case OperandKind.Relative:
                WriteNumber((uint)Distance, size);
                break;
            case OperandKind.FarPointer:
                WriteNumber(Target, shape.OperandSize);
                WriteNumber(Selector, 2);
                break;
            case OperandKind.MemoryOffset:
                WriteNumber(Target, shape.AddressSize);
                break;
        }
    }

    private void WriteNumber(uint value, int size)
    {
        for (int i = 0; i < size; i++)
        {
            Write((byte)(value >> (8 * i)));
        }
    }

    private void Write(byte value) => _code[_length++] = value;
}
