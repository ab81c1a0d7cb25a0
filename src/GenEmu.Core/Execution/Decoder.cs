using GenEmu.Core.Cpu;

namespace GenEmu.Core.Execution;

/// <summary>Turns bytes into an <see cref="Op"/>, by the tables made from opcodes.yaml (SDM vol. 2, chapter 2).</summary>
internal unsafe ref struct Decoder
{
    /// <summary>No x86 instruction is longer.</summary>
    public const int MaxLength = 15;

    private readonly ReadOnlySpan<byte> _code;
    private readonly CodeMode _mode;
    private readonly Op* _op;
    private readonly CpuFeatures _features;
    private int _at;
    private bool _short;
    private bool _operandPrefix;
    private byte _repeat;
    private int _segment;
    private byte _modRm;

    private Decoder(ReadOnlySpan<byte> code, CodeMode mode, Op* op, CpuFeatures features)
    {
        _code = code;
        _mode = mode;
        _op = op;
        _features = features;
        _segment = -1;
    }

    /// <summary>Decodes one instruction.</summary>
    /// <param name="code">The bytes from its first on, as many as are at hand.</param>
    /// <param name="ip">Its IP.</param>
    /// <param name="mode">The code segment's default size.</param>
    /// <param name="op">Filled in, except for <see cref="Op.Code"/> and what belongs to a block.</param>
    /// <param name="features">What the CPU can do: an instruction that needs more is invalid.</param>
    public static DecodeResult Decode(ReadOnlySpan<byte> code, ulong ip, CodeMode mode, Op* op, CpuFeatures features = CpuFeatures.All)
    {
        var decoder = new Decoder(code, mode, op, features);
        return decoder.Run(ip);
    }

    private DecodeResult Run(ulong ip)
    {
        *_op = new Op { Ip = ip, Base = RegisterFile.Zero, Index = RegisterFile.Zero };
        ReadPrefixes();
        int map = ReadOpcode(out byte opcode);
        FormInfo? form = _short ? null : Select(map, opcode);
        if (form is not null)
        {
            ReadOperands(form, opcode);
        }

        if (_at > MaxLength || (_short && _code.Length >= MaxLength))
        {
            return DecodeResult.TooLong;
        }

        if (_short)
        {
            return DecodeResult.Incomplete;
        }

        _op->Length = (byte)_at;
        _op->Next = (uint)(ip + (ulong)_at);
        if (form is null || !LockAllowed(form) || (form.Needs & ~_features) != 0)
        {
            _op->Flags |= OpFlags.Invalid;
        }

        return DecodeResult.Decoded;
    }

    private void ReadPrefixes()
    {
        bool addressPrefix = false;
        for (bool prefix = true; prefix && !_short;)
        {
            switch (Peek())
            {
                case 0x26 or 0x2E or 0x36 or 0x3E:
                    _segment = (Peek() >> 3) & 3;
                    break;
                case 0x64 or 0x65:
                    _segment = Peek() - 0x60;
                    break;
                case 0x66:
                    _operandPrefix = true;
                    break;
                case 0x67:
                    addressPrefix = true;
                    break;
                case 0xF0:
                    _op->Flags |= OpFlags.Lock;
                    break;
                case 0xF2 or 0xF3:
                    _repeat = Peek();
                    break;
                default:
                    prefix = false;
                    continue;
            }

            _at++;
        }

        bool wide = _mode == CodeMode.Bits32;
        _op->OperandSize = (byte)(wide != _operandPrefix ? 4 : 2);
        _op->AddressSize = (byte)(wide != addressPrefix ? 4 : 2);
        _op->Flags |= _repeat switch { 0xF3 => OpFlags.Rep, 0xF2 => OpFlags.Repne, _ => OpFlags.None };
    }

    private int ReadOpcode(out byte opcode)
    {
        opcode = Byte();
        if (opcode != 0x0F)
        {
            return 0;
        }

        opcode = Byte();
        if (opcode is not (0x38 or 0x3A))
        {
            return 1;
        }

        int map = opcode == 0x38 ? 2 : 3;
        opcode = Byte();
        return map;
    }

    private FormInfo? Select(int map, byte opcode)
    {
        foreach (ushort index in DecodeTable.Instance.Candidates(map, opcode))
        {
            FormInfo form = InstructionTable.Forms[index];
            if (!Matches(form))
            {
                continue;
            }

            _op->Form = index;
            _op->Recorded = _op->OperandSize == 2 ? form.Recorded16 : form.Recorded32;
            _op->Condition = (byte)(opcode & 15);
            if ((form.Flags & FormFlags.Rep) != 0 && _repeat != 0)
            {
                _op->Flags |= OpFlags.Repeats;
            }

            return form;
        }

        return null;
    }

    private bool Matches(FormInfo form)
    {
        bool prefix = form.Prefix switch
        {
            MandatoryPrefix.Any => true,
            MandatoryPrefix.None => !_operandPrefix && _repeat == 0,
            MandatoryPrefix.OperandSize => _operandPrefix && _repeat == 0,
            MandatoryPrefix.Rep => _repeat == 0xF3,
            _ => _repeat == 0xF2,
        };
        if (!prefix || (form.Flags & FormFlags.Only64) != 0)
        {
            return false;
        }

        if ((form.Flags & FormFlags.ModRm) == 0)
        {
            return true;
        }

        _modRm = Peek();
        bool memory = _modRm < 0xC0;
        return !_short && (form.Digit < 0 || form.Digit == ((_modRm >> 3) & 7)) && (form.ModRm < 0 || form.ModRm == _modRm) && (form.Mod == ModMatch.Any || memory == (form.Mod == ModMatch.Memory));
    }

    private readonly bool LockAllowed(FormInfo form)
        => (_op->Flags & OpFlags.Lock) == 0 || ((form.Flags & FormFlags.Lock) != 0 && _op->Kind0 == OperandKind.Memory);

    private void ReadOperands(FormInfo form, byte opcode)
    {
        if ((form.Flags & FormFlags.ModRm) != 0)
        {
            _modRm = Byte();
            if (_modRm < 0xC0 && UsesMemory(form))
            {
                ReadAddress();
            }
        }

        _op->Kind0 = Operand(form.Operand0, opcode, out _op->Register0);
        _op->Kind1 = Operand(form.Operand1, opcode, out _op->Register1);
        _op->Kind2 = Operand(form.Operand2, opcode, out _op->Register2);
        if (form.Operand0.Kind == OperandKind.RegisterOrMemoryAfterPop && _op->Kind0 == OperandKind.Memory && _op->Base == RegisterFile.Sp)
        {
            _op->Displacement += _op->OperandSize;        // the address counts from SP after the pop
        }

        if ((form.Flags & FormFlags.X87) != 0)
        {
            _op->Immediate = (ulong)(((opcode & 7) << 8) | _modRm);        // FOP, for want of an immediate
        }

        bool stackBased = _op->Base is RegisterFile.Sp or RegisterFile.Bp;
        _op->Segment = (byte)(_segment >= 0 ? _segment : stackBased ? Segment.Ss : Segment.Ds);
    }

    // MOV CR and MOV DR ignore mod: their rm is a register even where it looks like memory (SDM vol. 2, MOV—Move to/from Control Registers).
    private static bool UsesMemory(FormInfo form)
        => form.Operand0.Kind != OperandKind.RegisterOnly && form.Operand1.Kind != OperandKind.RegisterOnly;

    private OperandKind Operand(OperandInfo info, byte opcode, out ushort register)
    {
        int size = Size(info.Size);
        int reg = (_modRm >> 3) & 7;
        int rm = _modRm & 7;
        register = 0;
        switch (info.Kind)
        {
            case OperandKind.Register:
                register = RegisterFile.Offset(reg, size);
                return OperandKind.Register;
            case OperandKind.RegisterOrMemory or OperandKind.RegisterOrMemoryAfterPop when _modRm < 0xC0:
                return OperandKind.Memory;
            case OperandKind.RegisterOrMemory or OperandKind.RegisterOrMemoryAfterPop or OperandKind.RegisterOnly:
                register = RegisterFile.Offset(rm, size);
                return OperandKind.Register;
            case OperandKind.MmxOrMemory or OperandKind.XmmOrMemory when _modRm < 0xC0:
                return OperandKind.Memory;
            case OperandKind.Mmx or OperandKind.MmxRegister or OperandKind.MmxOrMemory:
                register = RegisterFile.Mmx(info.Kind == OperandKind.Mmx ? reg : rm);
                return OperandKind.Mmx;
            case OperandKind.Xmm or OperandKind.XmmRegister or OperandKind.XmmOrMemory:
                register = RegisterFile.Xmm(info.Kind == OperandKind.Xmm ? reg : rm);
                return OperandKind.Xmm;
            case OperandKind.Stack or OperandKind.StackTop:
                register = (ushort)(info.Kind == OperandKind.Stack ? rm : 0);
                return OperandKind.Stack;
            case OperandKind.OpcodeRegister:
                register = RegisterFile.Offset(opcode & 7, size);
                return OperandKind.Register;
            case OperandKind.FixedRegister:
                register = RegisterFile.Offset(info.Number, size);
                return OperandKind.Register;
            case OperandKind.Segment or OperandKind.Control or OperandKind.Debug:
                register = (ushort)reg;
                if (info.Kind == OperandKind.Segment && reg >= Segment.Count)
                {
                    _op->Flags |= OpFlags.Invalid;
                    register = Segment.Ds;
                }

                return info.Kind;
            case OperandKind.FixedSegment:
                register = info.Number;
                return OperandKind.Segment;
            case OperandKind.MemoryOffset:
                _op->Displacement = (int)Unsigned(_op->AddressSize);
                return OperandKind.Memory;
            default:
                return Number(info, size);
        }
    }

    private OperandKind Number(OperandInfo info, int size)
    {
        switch (info.Kind)
        {
            case OperandKind.Immediate when _op->Kind0 == OperandKind.Immediate || _op->Kind1 == OperandKind.Immediate:
                _op->Immediate2 = (ushort)Unsigned(size);
                return OperandKind.Immediate2;
            case OperandKind.Immediate:
                _op->Immediate = Unsigned(size);
                return OperandKind.Immediate;
            case OperandKind.SignedByte:
                _op->Immediate = (ulong)(sbyte)Byte();
                return OperandKind.Immediate;
            case OperandKind.Relative:
                long distance = size switch { 1 => (sbyte)Byte(), 2 => (short)Unsigned(2), _ => (int)Unsigned(4) };
                _op->Immediate = Truncate(_op->Ip + (ulong)_at + (ulong)distance, _op->OperandSize);
                return OperandKind.Immediate;
            case OperandKind.FarPointer:
                _op->Immediate = Unsigned(_op->OperandSize);
                _op->Immediate2 = (ushort)Unsigned(2);
                return OperandKind.Immediate;
            case OperandKind.Constant:
                _op->Immediate = info.Number;
                return OperandKind.Immediate;
            default:
                return info.Kind;
        }
    }

    private readonly int Size(OperandSize size) => size switch
    {
        OperandSize.Byte => 1,
        OperandSize.Word => 2,
        OperandSize.Dword => 4,
        OperandSize.Qword => 8,
        OperandSize.V => _op->OperandSize,
        OperandSize.Z => Math.Min((int)_op->OperandSize, 4),
        OperandSize.Y => _op->OperandSize == 8 ? 8 : 4,
        _ => _op->OperandSize,
    };

    private void ReadAddress()
    {
        if (_op->AddressSize == 2)
        {
            ReadAddress16();
        }
        else
        {
            ReadAddress32();
        }
    }

    private void ReadAddress16()
    {
        int mod = _modRm >> 6;
        int rm = _modRm & 7;
        (_op->Base, _op->Index) = rm switch
        {
            0 => ((ushort)RegisterFile.Bx, (ushort)RegisterFile.Si),
            1 => ((ushort)RegisterFile.Bx, (ushort)RegisterFile.Di),
            2 => ((ushort)RegisterFile.Bp, (ushort)RegisterFile.Si),
            3 => ((ushort)RegisterFile.Bp, (ushort)RegisterFile.Di),
            4 => ((ushort)RegisterFile.Si, (ushort)RegisterFile.Zero),
            5 => ((ushort)RegisterFile.Di, (ushort)RegisterFile.Zero),
            6 when mod == 0 => ((ushort)RegisterFile.Zero, (ushort)RegisterFile.Zero),
            6 => ((ushort)RegisterFile.Bp, (ushort)RegisterFile.Zero),
            _ => ((ushort)RegisterFile.Bx, (ushort)RegisterFile.Zero),
        };
        _op->Displacement = mod switch
        {
            0 => rm == 6 ? (short)Unsigned(2) : 0,
            1 => (sbyte)Byte(),
            _ => (short)Unsigned(2),
        };
    }

    private void ReadAddress32()
    {
        int mod = _modRm >> 6;
        int rm = _modRm & 7;
        bool noBase = mod == 0 && rm == 5;
        if (rm == 4)
        {
            byte sib = Byte();
            int index = (sib >> 3) & 7;
            rm = sib & 7;
            noBase = mod == 0 && rm == 5;
            if (index != 4)
            {
                _op->Index = (ushort)(index * 8);
                _op->Scale = (byte)(sib >> 6);
            }
        }

        _op->Base = (ushort)(noBase ? RegisterFile.Zero : rm * 8);
        _op->Displacement = mod switch
        {
            0 => noBase ? (int)Unsigned(4) : 0,
            1 => (sbyte)Byte(),
            _ => (int)Unsigned(4),
        };
    }

    private static ulong Truncate(ulong value, int size) => size == 2 ? (ushort)value : size == 4 ? (uint)value : value;

    private byte Peek()
    {
        if (_at < _code.Length)
        {
            return _code[_at];
        }

        _short = true;
        return 0;
    }

    private byte Byte()
    {
        byte value = Peek();
        _at++;
        return value;
    }

    private ulong Unsigned(int size)
    {
        ulong value = 0;
        for (int i = 0; i < size; i++)
        {
            value |= (ulong)Byte() << (8 * i);
        }

        return value;
    }
}
