namespace GenEmu.Conformance.Tests.Vectors;

/// <summary>What the design rules need to know of a 16-bit instruction: its prefixes, opcode, ModRM and memory operand.</summary>
/// <remarks>Written without GenEmu's decoder, so that a rule cannot excuse what that decoder gets wrong.</remarks>
public sealed class RealModeInstruction
{
    private static readonly VectorRegister[] Wide =
    [
        VectorRegister.Ax, VectorRegister.Cx, VectorRegister.Dx, VectorRegister.Bx,
        VectorRegister.Sp, VectorRegister.Bp, VectorRegister.Si, VectorRegister.Di,
    ];

    private readonly byte[] _bytes;
    private readonly int _start;

    /// <param name="bytes">The instruction from its first prefix on.</param>
    public RealModeInstruction(byte[] bytes)
    {
        _bytes = bytes;
        while (bytes[_start] is 0x26 or 0x2E or 0x36 or 0x3E or 0xF0 or 0xF2 or 0xF3)
        {
            _start++;
        }
    }

    public ReadOnlySpan<byte> Prefixes => _bytes.AsSpan(0, _start);

    public bool Locked => Prefixes.Contains((byte)0xF0);

    public bool Repeated => Prefixes.ContainsAny((byte)0xF2, (byte)0xF3);

    /// <summary>The opcode; 0F in the high byte for two-byte ones.</summary>
    public int Opcode => _bytes[_start] == 0x0F ? 0x0F00 | _bytes[_start + 1] : _bytes[_start];

    /// <summary>The byte after the opcode.</summary>
    public byte ModRm => _bytes[ModRmAt];

    public int Reg => (ModRm >> 3) & 7;

    /// <summary>Whether the ModRM byte, if there is one, names memory.</summary>
    public bool IsMemory => ModRm < 0xC0;

    /// <summary>The operand width by the opcode's lowest bit.</summary>
    public int Bits => (Opcode & 1) != 0 ? 16 : 8;

    public bool IsShift => Opcode is 0xC0 or 0xC1 or >= 0xD0 and <= 0xD3;

    public bool IsString => Opcode is >= 0x6C and <= 0x6F or >= 0xA4 and <= 0xA7 or >= 0xAA and <= 0xAF;

    /// <summary>Whether the SDM lets LOCK stand before it (vol. 2, LOCK): a read-modify-write of memory.</summary>
    public bool Lockable => IsMemory && (Opcode switch
    {
        < 0x38 => (Opcode & 7) < 2,
        >= 0x80 and <= 0x83 => Reg != 7,
        0x86 or 0x87 => true,
        0xF6 or 0xF7 => Reg is 2 or 3,
        0xFE or 0xFF => Reg < 2,
        _ => false,
    });

    private int ModRmAt => _start + (_bytes[_start] == 0x0F ? 2 : 1);

    private int Displacement => (ModRm >> 6) switch
    {
        0 => (ModRm & 7) == 6 ? Word(ModRmAt + 1) : 0,
        1 => (sbyte)_bytes[ModRmAt + 1],
        _ => Word(ModRmAt + 1),
    };

    /// <summary>How far a shift moves: the count masked to five bits.</summary>
    public int ShiftCount(ushort cx) => 31 & (Opcode switch
    {
        0xC0 or 0xC1 => _bytes[ModRmAt + 1 + DisplacementLength],
        0xD0 or 0xD1 => 1,
        _ => cx,
    });

    /// <summary>The segment register of the memory operand: ModRM's, a string's source or an offset's in the instruction.</summary>
    public VectorRegister Segment
    {
        get
        {
            int last = Prefixes.LastIndexOfAny((ReadOnlySpan<byte>)[0x26, 0x2E, 0x36, 0x3E]);
            bool usesBp = !IsString && !HasOffset && ((ModRm & 7) is 2 or 3 || ((ModRm & 7) == 6 && ModRm >= 0x40));
            return last >= 0 ? Override(Prefixes[last]) : usesBp ? VectorRegister.Ss : VectorRegister.Ds;
        }
    }

    /// <summary>Whether it uses the stack and has no other memory operand.</summary>
    public bool UsesStackOnly => Opcode is 0x06 or 0x07 or 0x0E or 0x16 or 0x17 or 0x1E or 0x1F or >= 0x50 and <= 0x61 or 0x68 or 0x6A
        or 0x9A or 0x9C or 0x9D or 0xC2 or 0xC3 or >= 0xC8 and <= 0xCB or 0xCF or 0xE8 or 0x0FA0 or 0x0FA1 or 0x0FA8 or 0x0FA9;

    /// <summary>Whether it pushes one word.</summary>
    public bool PushesWord => Opcode is 0x06 or 0x0E or 0x16 or 0x1E or >= 0x50 and <= 0x57 or 0x68 or 0x6A or 0x9C or 0xE8
        || (Opcode == 0xFF && Reg is 2 or 6);

    /// <summary>MOV between the accumulator and an offset in the instruction.</summary>
    public bool HasOffset => Opcode is >= 0xA0 and <= 0xA3;

    /// <summary>The word register that ModRM.rm names.</summary>
    public VectorRegister RmRegister => Wide[ModRm & 7];

    /// <summary>The effective address of the memory operand that ModRM names.</summary>
    public ushort Offset(VectorCase test)
    {
        int Of(VectorRegister register) => test.Initial(register);
        int registers = (ModRm & 7) switch
        {
            0 => Of(VectorRegister.Bx) + Of(VectorRegister.Si),
            1 => Of(VectorRegister.Bx) + Of(VectorRegister.Di),
            2 => Of(VectorRegister.Bp) + Of(VectorRegister.Si),
            3 => Of(VectorRegister.Bp) + Of(VectorRegister.Di),
            4 => Of(VectorRegister.Si),
            5 => Of(VectorRegister.Di),
            6 => ModRm < 0x40 ? 0 : Of(VectorRegister.Bp),
            _ => Of(VectorRegister.Bx),
        };
        return (ushort)(registers + Displacement);
    }

    /// <summary>The value of the operand that ModRM names, a byte or a word by the opcode's lowest bit.</summary>
    public ushort Operand(VectorCase test)
    {
        int number = ModRm & 7;
        if (!IsMemory)
        {
            return Bits == 16 ? test.Initial(Wide[number]) : (byte)(test.Initial(Wide[number & 3]) >> (number < 4 ? 0 : 8));
        }

        uint address = (uint)(test.Initial(Segment) << 4) + Offset(test);
        Dictionary<uint, byte> memory = test.Before.Memory.ToDictionary(at => at.Key, at => at.Value);
        byte At(uint linear) => memory.GetValueOrDefault(linear & 0xF_FFFF);
        return Bits == 16 ? (ushort)(At(address) | (At(address + 1) << 8)) : At(address);
    }

    /// <summary>Whether the memory operand that ModRM names, of so many bytes, leaves its segment.</summary>
    public bool LeavesSegment(VectorCase test, int bytes) => IsMemory && Offset(test) + bytes > 0x10000;

    private int DisplacementLength => (ModRm >> 6) switch
    {
        0 => (ModRm & 7) == 6 ? 2 : 0,
        3 => 0,
        int mod => mod,
    };

    private int Word(int at) => _bytes[at] | (_bytes[at + 1] << 8);

    private static VectorRegister Override(byte prefix) => prefix switch
    {
        0x26 => VectorRegister.Es,
        0x2E => VectorRegister.Cs,
        0x36 => VectorRegister.Ss,
        _ => VectorRegister.Ds,
    };
}
