using System.Buffers.Binary;
using GenEmu.Core.Cpu;
using GenEmu.Core.Execution;
using GenEmu.Core.Units;

namespace GenEmu.Conformance.Tests.Native;

/// <summary>Makes random cases of a form: registers and memory at the edges of arithmetic, addresses that mostly work.</summary>
internal sealed unsafe class CaseMaker(FormInfo form)
{
    private const int Accumulator = 0;
    private const int Counter = 1;
    private const int Data = 2;
    private const int Base = 3;
    private const int Stack = 4;
    private const int Frame = 5;
    private const int Source = 6;
    private const int Destination = 7;
    private const uint Nowhere = 0xD000_0000;
    private const byte LinuxCall = 0x80;
    private const uint FarBitOffset = 0x4000_0000;

    // Null, user's data and code, the kernel's, beyond the table. 33h is left out where it would mean 64-bit mode.
    private static readonly ushort[] Selectors = [0, 1, 3, 0x2B, 0x2B, 0x2B, 0x23, 0x28, 0x2A, 0x18, 0x08, 0x1B, 0x40, 0x83, 0x2C, 0xFFFF];
    private static readonly ushort[] CodeSelectors = [0x23, 0x23, 0x23, 0x23, 0x20, 0x21, 0x2B, 0x08, 0x10, 0, 3, 0x83];

    private readonly FormEncoder _encoder = new(CodeMode.Bits32);
    private readonly byte[] _area = new byte[NativeLayout.AreaLength];
    private FloatState _float;
    private uint _flags;
    private FormShape _shape;

    /// <summary>Makes the next case.</summary>
    public MadeCase Make(ref FuzzRandom random, ref NativeCase @case)
    {
        random.Fill(_area);
        FloatMaker.Fill(ref random, ref _float);
        FillWithNumbers(ref random);
        _flags = Flags(ref random);
        _shape = Shape(ref random);
        for (int i = 0; i < 8; i++)
        {
            _encoder.Registers[i] = random.NextOperand();
        }

        _encoder.MovesRegisters = true;
        _encoder.Registers[Stack] = StackPointer(ref random);
        _encoder.Target = Target(ref random);
        _encoder.Distance = random.OneIn(2) ? 70 + random.Next(50) : -70 - random.Next(50);
        _encoder.Selector = random.Pick<ushort>(CodeSelectors);
        do
        {
            Arrange(ref random);
            _encoder.Encode(ref random, form, _shape);
        }
        while (!IsHarmless());

        Write(ref @case);
        return new MadeCase(_shape, _encoder.Code.Length, _encoder.Target);
    }

    /// <summary>Instructions of the x87 and SSE find numbers in memory.</summary>
    private void FillWithNumbers(ref FuzzRandom random)
    {
        bool isX87 = (form.Flags & FormFlags.X87) != 0;
        if (!isX87 && form.Feature is not ("SSE" or "SSE2"))
        {
            return;
        }

        int step = form.Operand0.Size == OperandSize.Extended ? 16 : 8;
        for (int at = 0; at + step <= _area.Length; at += step)
        {
            ulong low = step == 16 ? FloatMaker.Extended(ref random).Significand : FloatMaker.Lane(ref random);
            BinaryPrimitives.WriteUInt64LittleEndian(_area.AsSpan(at), low);
            if (step == 16)
            {
                BinaryPrimitives.WriteUInt16LittleEndian(_area.AsSpan(at + 8), FloatMaker.Extended(ref random).SignExponent);
            }
        }
    }

    private static uint Flags(ref FuzzRandom random)
    {
        uint flags = (random.Next32() & EFlags.Arithmetic) | EFlags.If | EFlags.Reserved1;
        flags |= random.OneIn(4) ? EFlags.Df : 0;
        flags |= random.OneIn(16) ? EFlags.Ac : 0;
        flags |= random.OneIn(16) ? EFlags.Id : 0;
        flags |= random.OneIn(16) ? EFlags.Nt : 0;
        return flags | (random.OneIn(32) ? EFlags.Tf : 0);
    }

    private FormShape Shape(ref FuzzRandom random)
    {
        (bool memory, bool register) = FormEncoder.Choices(form);
        bool inMemory = memory && (!register || random.OneIn(2));
        bool repeats = (form.Flags & FormFlags.Rep) != 0 && random.OneIn(2);
        bool locks = (form.Flags & FormFlags.Lock) != 0 && inMemory ? random.OneIn(8) : random.OneIn(128);
        return new FormShape(
            random.OneIn(2) ? 2 : 4,
            4,
            inMemory,
            random.OneIn(8) ? random.Next(6) : -1,
            repeats ? random.Pick<byte>([0xF2, 0xF3]) : (byte)0,
            locks);
    }

    private static uint StackPointer(ref FuzzRandom random) => random.Next(32) switch
    {
        0 => NativeLayout.DataPage + NativeLayout.PageSize - (uint)random.Next(12),
        1 => NativeLayout.ReadOnlyPage + 0x80,
        2 => NativeLayout.DataPage + (uint)random.Next(12),
        3 => NativeLayout.Area + 144 + (uint)random.Next(64),
        _ => NativeLayout.Area + 144 + (uint)(random.Next(16) * 4),
    };

    private static uint Target(ref FuzzRandom random) => random.Next(32) switch
    {
        0 or 1 => NativeLayout.DataPage + NativeLayout.PageSize - (uint)random.Next(12),
        2 => NativeLayout.ReadOnlyPage + (uint)random.Next(64),
        3 => NativeLayout.ReadOnlyPage - 8 + (uint)random.Next(8),
        4 => random.NextOperand() & 0xFFFF,
        5 or 6 or 7 => NativeLayout.Area + 40 + (uint)random.Next(64),
        _ => NativeLayout.Area + 40 + (uint)(random.Next(8) * 8),
    };

    private static uint CodeAddress(ref FuzzRandom random) => random.Next(16) switch
    {
        0 => random.NextOperand() & 0xFFFF,
        1 => NativeLayout.CodePage + NativeLayout.PageSize,
        _ => NativeLayout.CodePage + (uint)random.Next(0x700),
    };

    private void Write(ref NativeCase @case)
    {
        @case = default;
        ref NativeContext c = ref @case.Context;
        for (int i = 0; i < 8; i++)
        {
            c[i] = _encoder.Registers[i];
        }

        (c.Eip, c.Eflags) = (NativeLayout.Code, _flags);
        (c.Cs, c.Ss, c.Ds, c.Es) = (NativeLayout.UserCode, NativeLayout.UserData, NativeLayout.UserData, NativeLayout.UserData);
        fixed (FloatState* u = &_float)
        {
            NativeFloat.Write(u, @case.Float);
        }

        ((Span<byte>)@case.Code).Fill(0xCC);
        _encoder.Code.CopyTo(@case.Code);
        _area.CopyTo((Span<byte>)@case.Area);
    }

    /// <summary>Puts values where the instruction looks for more than a number.</summary>
    private void Arrange(ref FuzzRandom random)
    {
        uint[] r = _encoder.Registers;
        switch (form.Op)
        {
            case "movs" or "cmps" or "scas" or "lods" or "stos" or "ins" or "outs":
                r[Source] = _encoder.Target;
                r[Destination] = random.OneIn(4) ? _encoder.Target + (uint)random.Next(9) - 4 : Target(ref random);
                r[Counter] = (uint)(random.OneIn(8) ? random.Next(90) : random.Next(6));
                break;
            case "maskmovq" or "maskmovdqu":
                r[Destination] = _encoder.Target;
                break;
            case "fxrstor" or "ldmxcsr" when !random.OneIn(4):
                Put(_encoder.Target + (form.Op == "fxrstor" ? 24u : 0), random.Next32() & 0xFFFF);
                break;
            case "xlat":
                r[Base] = _encoder.Target - (byte)r[Accumulator];
                break;
            case "leave":
                r[Frame] = StackPointer(ref random);
                break;
            case "enter":
                r[Frame] = random.OneIn(2) ? NativeLayout.Area + 144 : StackPointer(ref random);
                break;
            case "div" or "idiv" or "div byte" or "idiv byte":
                ArrangeDividend(ref random);
                break;
            case "cmpxchg":
                ArrangeEqual(ref random);
                break;
            case "cmpxchg8b" when random.OneIn(2):
                Put(_encoder.Target, r[Accumulator]);
                Put(_encoder.Target + 4, r[Data]);
                break;
            case "bt" or "bts" or "btr" or "btc":
                ArrangeBitOffset(ref random);
                break;
            case "jmp" or "call indirect":
                EverywhereButStack(CodeAddress(ref random));
                Put(_encoder.Target, r[Accumulator]);
                break;
            case "loop" or "loope" or "loopne" or "jcxz":
                r[Counter] = random.OneIn(2) ? (uint)random.Next(3) : r[Counter];
                break;
            case "ret" or "ret n" or "ret far" or "ret far n" or "iret":
                ArrangeReturn(ref random);
                break;
            case "bound":
                Put(_encoder.Target, random.NextOperand());
                Put(_encoder.Target + (uint)_shape.OperandSize, random.NextOperand());
                break;
            case "mov to segment" or "lar" or "lsl" or "verr" or "verw" or "arpl":
                EverywhereButStack(random.Pick<ushort>(Selectors));
                Put(_encoder.Target, r[Accumulator]);
                break;
            case "pop segment":
                Put(r[Stack], random.Pick<ushort>(Selectors));
                break;
            case "lds":
                Put(_encoder.Target + (uint)_shape.OperandSize, random.Pick<ushort>(Selectors));
                break;
            case "jmp far" or "call far":
                _encoder.Target = CodeAddress(ref random);
                break;
            case "jmp far memory" or "call far memory":
                Put(_encoder.Target, CodeAddress(ref random));
                Put(_encoder.Target + (uint)_shape.OperandSize, random.Pick<ushort>(CodeSelectors));
                break;
        }
    }

    /// <summary>Half of the dividends have a small upper half, so that the quotient fits.</summary>
    private void ArrangeDividend(ref FuzzRandom random)
    {
        if (random.OneIn(2))
        {
            return;
        }

        uint[] r = _encoder.Registers;
        bool signed = form.Op.StartsWith("idiv", StringComparison.Ordinal);
        uint high = (uint)random.Next(4);
        r[Data] = signed ? (uint)((int)r[Accumulator] >> 31) ^ (high & 1) : high;
        uint ah = signed ? (uint)((sbyte)r[Accumulator] >> 7) : high;
        r[Accumulator] = form.Op.EndsWith("byte", StringComparison.Ordinal) ? (r[Accumulator] & 0xFFFF_00FF) | ((ah & 0xFF) << 8) : r[Accumulator];
    }

    private void ArrangeEqual(ref FuzzRandom random)
    {
        if (random.OneIn(2))
        {
            uint value = _encoder.Registers[Accumulator];
            EverywhereButStack(value);
            _encoder.Registers[Data] = random.NextOperand();
            Put(_encoder.Target, value);
        }
    }

    /// <summary>Bit offsets reach into the neighbourhood, or so far away that nothing is there.</summary>
    private void ArrangeBitOffset(ref FuzzRandom random)
    {
        for (int i = 0; i < 8; i++)
        {
            if (i != Stack)
            {
                _encoder.Registers[i] = random.OneIn(16) ? FarBitOffset : (uint)(random.Next(512) - 256);
            }
        }
    }

    /// <summary>Not what would leave the compared memory, execute data or call the kernel.</summary>
    private bool IsHarmless()
    {
        ReadOnlySpan<byte> code = _encoder.Code;
        uint stack = _encoder.Registers[Stack];            // it may have been moved as a base, to the code or to the process' own stack
        if (stack is > NativeLayout.CodePage and < NativeLayout.DataPage or > Nowhere)
        {
            return false;
        }

        switch (form.Op)
        {
            case "bt" or "bts" or "btr" or "btc" when _shape.Memory:
                int modRm = code.IndexOf(form.Opcode) + 1;
                uint offset = _encoder.Registers[(code[modRm] >> 3) & 7];         // it may have been moved as a base
                return offset == FarBitOffset || (_shape.OperandSize == 2 ? Math.Abs((int)(short)offset) : Math.Abs((long)(int)offset)) <= 256;
            case "jmp" or "call indirect" when form.Opcode == 0xFF && !_shape.Memory:
                return (code[^1] & 7) != Stack;
            case "int":
                return code[^1] != LinuxCall;
            default:
                return true;
        }
    }

    private void ArrangeReturn(ref FuzzRandom random)
    {
        uint at = _encoder.Registers[Stack];
        Put(at, CodeAddress(ref random));
        Put(at + (uint)_shape.OperandSize, random.Pick<ushort>(CodeSelectors));
        if (form.Op == "iret")
        {
            _flags &= ~EFlags.Nt;          // a task return, which compatibility mode does not know
        }
    }

    private void EverywhereButStack(uint value)
    {
        for (int i = 0; i < 8; i++)
        {
            _encoder.Registers[i] = i == Stack ? _encoder.Registers[i] : value;
        }
    }

    private void Put(uint address, uint value)
    {
        uint at = address - NativeLayout.Area;
        if (at <= NativeLayout.AreaLength - 4)
        {
            BinaryPrimitives.WriteUInt32LittleEndian(_area.AsSpan((int)at), value);
        }
    }
}
