using GenEmu.Conformance.Tests.Decode;
using GenEmu.Core.Cpu;
using GenEmu.Core.Execution;

namespace GenEmu.Conformance.Tests.Fuzz;

/// <summary>One case: a few random instructions, the registers before them, and how far to run.</summary>
internal sealed class FuzzProgram
{
    public const int MostInstructions = 8;

    private const int CodeSpace = 128;
    private const int Stack = 4;
    private const byte Hlt = 0xF4;

    private readonly FuzzWorld _world;
    private readonly FormEncoder _encoder;
    private readonly byte[] _bytes = new byte[ByteStrings.Length];
    private readonly byte[] _code = new byte[CodeSpace];
    private int _length;

    public FuzzProgram(FuzzWorld world)
    {
        _world = world;
        _encoder = new FormEncoder(world.CodeMode);
    }

    public uint[] Registers => _encoder.Registers;

    public uint Flags { get; private set; }

    /// <summary>Where the code is, linear.</summary>
    public uint Address { get; private set; }

    public int Budget { get; private set; }

    /// <summary>Whether the interrupt line is up as the case starts.</summary>
    public bool HasInterrupt { get; private set; }

    /// <summary>What the devices' answers depend on.</summary>
    public ulong DeviceSeed { get; private set; }

    /// <summary>The instructions, and HLTs behind them.</summary>
    public ReadOnlySpan<byte> Code => _code;

    /// <summary>The instructions alone.</summary>
    public ReadOnlySpan<byte> Instructions => _code.AsSpan(0, _length);

    public void Next(ref FuzzRandom random)
    {
        SetRegisters(ref random);
        Address = random.Next(8) switch
        {
            0 => FuzzLayout.Data - (uint)random.Next(24),
            _ => FuzzLayout.Code + 0xC00 + (uint)random.Next(32),
        };
        int count = 1 + random.Next(MostInstructions);
        WriteCode(ref random, count);
        Budget = random.Next(8) switch { 0 => 1 + random.Next(count), 1 => count + random.Next(40), _ => count + 1 + random.Next(3) };
        HasInterrupt = random.OneIn(24);
        DeviceSeed = random.Next64();
    }

    private void SetRegisters(ref FuzzRandom random)
    {
        for (int i = 0; i < 8; i++)
        {
            Registers[i] = random.Next(4) switch { 0 => random.NextOperand(), 1 => (uint)random.Next(24), _ => Offset(ref random, (uint)_world.State.Ds.Base) };
        }

        Registers[Stack] = random.Next(8) switch
        {
            0 => random.NextOperand(),
            1 => (uint)random.Next(16),
            _ => FuzzLayout.Data + 0x1000 + ((uint)random.Next(0x1000) & ~3u) - (uint)_world.State.Ss.Base,
        };
        uint flags = random.Next32() & (EFlags.Arithmetic | EFlags.Df | EFlags.If | EFlags.Iopl | EFlags.Id);
        flags |= random.OneIn(16) ? EFlags.Tf : 0;
        flags |= random.OneIn(24) ? EFlags.Rf : 0;
        flags |= random.OneIn(16) ? EFlags.Nt : 0;
        flags |= random.OneIn(8) ? EFlags.Ac : 0;
        Flags = flags | EFlags.Reserved1 | (_world.State.SystemFlags & EFlags.Vm);
    }

    /// <summary>An offset in a segment, mostly of something that is there; often near a page's end.</summary>
    private uint Offset(ref FuzzRandom random, uint @base)
    {
        uint linear = FuzzLayout.Data + (uint)random.Next((int)(_world.DataEnd - FuzzLayout.Data));
        linear = random.OneIn(3) ? (linear & ~0xFFFu) - 8 + (uint)random.Next(12) : linear;
        linear = random.OneIn(24) ? FuzzLayout.Code + 0xC00 + (uint)random.Next(CodeSpace) : linear;
        return linear - @base;
    }

    private void WriteCode(ref FuzzRandom random, int count)
    {
        Array.Fill(_code, Hlt);
        _length = 0;
        for (int i = 0; i < count && _length < CodeSpace - 40; i++)
        {
            if (random.OneIn(16))
            {
                ByteStrings.Next(ref random, _bytes);
                Append(_bytes.AsSpan(0, 1 + random.Next(6)));
                continue;
            }

            FormInfo form = InstructionTable.Forms[random.Next(InstructionTable.Forms.Length)];
            FormShape shape = Shape(ref random, form);
            _encoder.MovesRegisters = i == 0;
            _encoder.Target = Offset(ref random, (uint)Base(shape.Segment));
            _encoder.Distance = random.Next(64) - 16;
            _encoder.Selector = DescriptorMaker.Selector(random.Next(FuzzLayout.GdtEntries), random.Next(4));
            uint stack = Registers[Stack];
            _encoder.Encode(ref random, form, shape);
            Registers[Stack] = random.OneIn(4) ? Registers[Stack] : stack;
            Append(_encoder.Code);
            AimPort(ref random, form);
        }
    }

    private ulong Base(int segment) => segment switch
    {
        Segment.Es => _world.State.Es.Base,
        Segment.Cs => _world.State.Cs.Base,
        Segment.Ss => _world.State.Ss.Base,
        Segment.Fs => _world.State.Fs.Base,
        Segment.Gs => _world.State.Gs.Base,
        _ => _world.State.Ds.Base,
    };

    private FormShape Shape(ref FuzzRandom random, FormInfo form)
    {
        (bool memory, bool register) = FormEncoder.Choices(form);
        bool inMemory = memory && (!register || random.OneIn(2));
        int usual = (int)_world.CodeMode;
        bool locks = (form.Flags & FormFlags.Lock) != 0 && inMemory ? random.OneIn(8) : random.OneIn(64);
        bool repeats = (form.Flags & FormFlags.Rep) != 0 ? random.OneIn(2) : random.OneIn(24);
        return new FormShape(
            random.OneIn(4) ? 6 - usual : usual,
            random.OneIn(6) ? 6 - usual : usual,
            inMemory,
            random.OneIn(6) ? random.Next(6) : -1,
            repeats ? random.Pick<byte>([0xF2, 0xF3]) : (byte)0,
            locks);
    }

    /// <summary>An immediate port is one of the devices', or near.</summary>
    private void AimPort(ref FuzzRandom random, FormInfo form)
    {
        if (form.Op is "in" or "out" && (form.Operand0.Kind == OperandKind.Immediate || form.Operand1.Kind == OperandKind.Immediate))
        {
            _code[_length - 1] = (byte)(FuzzLayout.WidePorts - 4 + random.Next(0x38));
        }
    }

    private void Append(ReadOnlySpan<byte> bytes)
    {
        bytes.CopyTo(_code.AsSpan(_length));
        _length += bytes.Length;
    }
}
