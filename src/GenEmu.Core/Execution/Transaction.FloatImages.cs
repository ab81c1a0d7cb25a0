using System.Buffers.Binary;
using GenEmu.Core.Cpu;
using GenEmu.Core.Float;
using GenEmu.Core.Units;

namespace GenEmu.Core.Execution;

/// <content>The units' state in memory: FSTENV, FSAVE, FXSAVE and what loads them; and the operands of 80 bits that need no arithmetic.</content>
internal sealed unsafe partial class Transaction
{
    private const int RegisterBytes = 10;
    private const int FullImageBytes = 512;
    private const int FullImageSaved = 288;             // without XMM8 to XMM15, which 32-bit code does not have, and what is reserved
    private const uint MxcsrDefined = 0xFFFF;
    private const int FirstStack = 32;
    private const int FirstXmm = 160;

    /// <summary>FNINIT and FSAVE's second half.</summary>
    public void InitializeX87() => Unit->InitializeX87();

    /// <summary>FNCLEX.</summary>
    public void ClearX87Errors() => X87.ClearExceptions(Unit);

    /// <summary>FSTENV: then everything is masked.</summary>
    public bool StoreEnvironment(Op* o, int slot)
    {
        Span<byte> image = stackalloc byte[Environment(o)];
        WriteEnvironment(o, image);
        if (!WriteImage(o, slot, image, image.Length))
        {
            return false;
        }

        Unit->Control |= (ushort)FpuControl.Masks;
        Unit->UpdateErrorSummary();
        return true;
    }

    public bool LoadEnvironment(Op* o, int slot)
    {
        Span<byte> image = stackalloc byte[Environment(o)];
        if (!ReadImage(o, slot, image))
        {
            return false;
        }

        ReadEnvironment(o, image);
        return true;
    }

    /// <summary>FSAVE: the environment and the registers from the stack's top on; then FNINIT.</summary>
    public bool SaveX87(Op* o, int slot)
    {
        int environment = Environment(o);
        Span<byte> image = stackalloc byte[environment + (FloatState.Registers * RegisterBytes)];
        WriteEnvironment(o, image);
        for (int i = 0; i < FloatState.Registers; i++)
        {
            WriteRegister(image[(environment + (i * RegisterBytes))..], Stack(i));
        }

        if (!WriteImage(o, slot, image, image.Length))
        {
            return false;
        }

        Unit->InitializeX87();
        return true;
    }

    public bool RestoreX87(Op* o, int slot)
    {
        int environment = Environment(o);
        Span<byte> image = stackalloc byte[environment + (FloatState.Registers * RegisterBytes)];
        if (!ReadImage(o, slot, image))
        {
            return false;
        }

        ReadEnvironment(o, image);
        for (int i = 0; i < FloatState.Registers; i++)
        {
            ReadRegister(image[(environment + (i * RegisterBytes))..], Stack(i));
        }

        return true;
    }

    /// <summary>FXSAVE (SDM vol. 1, 10.5.1).</summary>
    public bool SaveFloat(Op* o, int slot)
    {
        FloatState* u = Unit;
        Span<byte> image = stackalloc byte[FullImageSaved];
        image.Clear();
        Half(image, 0, u->Control);
        Half(image, 2, u->StatusWord);
        image[4] = u->Valid;
        Half(image, 6, u->LastOpcode);
        Word(image, 8, u->InstructionPointer);
        Half(image, 12, u->InstructionSegment);
        Word(image, 16, u->DataPointer);
        Half(image, 20, u->DataSegment);
        Word(image, 24, u->Mxcsr);
        Word(image, 28, MxcsrDefined);
        for (int i = 0; i < FloatState.Registers; i++)
        {
            WriteRegister(image[(FirstStack + (i * SlotBytes))..], Stack(i));
        }

        new ReadOnlySpan<byte>(&u->Xmm0, FloatState.Registers * SlotBytes).CopyTo(image[FirstXmm..]);
        return WriteImage(o, slot, image, FullImageBytes | Aligned);
    }

    /// <summary>FXRSTOR: #GP(0) if a reserved bit of MXCSR is set.</summary>
    public bool RestoreFloat(Op* o, int slot)
    {
        Span<byte> image = stackalloc byte[FullImageSaved];
        if (!ReadImage(o, slot, image, FullImageBytes | Aligned))
        {
            return false;
        }

        FloatState* u = Unit;
        uint mxcsr = BinaryPrimitives.ReadUInt32LittleEndian(image[24..]);
        if ((mxcsr & ~MxcsrDefined) != 0)
        {
            return RaiseFault(Vector.Gp);
        }

        u->Control = BinaryPrimitives.ReadUInt16LittleEndian(image);
        u->SetControlWord(u->Control);
        u->SetStatusWord(BinaryPrimitives.ReadUInt16LittleEndian(image[2..]));
        u->Valid = image[4];
        u->LastOpcode = (ushort)(BinaryPrimitives.ReadUInt16LittleEndian(image[6..]) & 0x7FF);
        u->InstructionPointer = BinaryPrimitives.ReadUInt32LittleEndian(image[8..]);
        u->InstructionSegment = BinaryPrimitives.ReadUInt16LittleEndian(image[12..]);
        u->DataPointer = BinaryPrimitives.ReadUInt32LittleEndian(image[16..]);
        u->DataSegment = BinaryPrimitives.ReadUInt16LittleEndian(image[20..]);
        u->Mxcsr = mxcsr;
        for (int i = 0; i < FloatState.Registers; i++)
        {
            ReadRegister(image[(FirstStack + (i * SlotBytes))..], Stack(i));
        }

        image[FirstXmm..].CopyTo(new Span<byte>(&u->Xmm0, FloatState.Registers * SlotBytes));
        return true;
    }

    /// <summary>LDMXCSR: #GP(0) for a reserved bit.</summary>
    public bool LoadMxcsr(uint value)
    {
        if ((value & ~MxcsrDefined) != 0)
        {
            return RaiseFault(Vector.Gp);
        }

        Unit->Mxcsr = value;
        return true;
    }

    public uint StoredMxcsr() => Unit->Mxcsr;

    /// <summary>FSTP of 80 bits: nothing is converted.</summary>
    public bool StoreExtended(Op* o, int slot)
        => Check(o, slot, RegisterBytes, write: true) && WriteExtended(slot, X87.ToExtended(Unit), (ushort)X87.ToExtendedExponent(Unit));

    /// <summary>FBSTP.</summary>
    public bool StoreDecimal(Op* o, int slot)
        => Check(o, slot, RegisterBytes, write: true) && WriteExtended(slot, X87.ToDecimal(Unit, out ushort top), top);

    /// <summary>MASKMOVQ and MASKMOVDQU: the bytes whose mask has its high bit set, at DS:rDI.</summary>
    public bool StoreMasked(Op* o, int data, int mask)
    {
        byte* bytes = Place(o, data);
        byte* masks = Place(o, mask);
        int size = Kind(o, data) == OperandKind.Mmx ? sizeof(ulong) : SlotBytes;
        int last = size == SlotBytes ? size - 1 : 0;         // MASKMOVDQU is never misaligned: its ends are checked as bytes
        ulong offset = GetRegister(RegisterFile.Di, o->AddressSize);
        if (!CheckSegment(o->Segment, offset, size - last, write: true, out ulong linear)
            || !CheckSegment(o->Segment, Wrap(o, offset + (ulong)last), size - last, write: true, out _)
            || !Translate(linear, size, Memory.AccessType.Write, User, out Memory.Translation at))
        {
            return false;
        }

        for (int i = 0; i < size; i++)
        {
            if ((masks[i] & 0x80) != 0 && !WriteTranslated(at, i, 1, bytes[i]))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>CLFLUSH: checked like a read of a byte; there is no cache to flush.</summary>
    public bool FlushLine(Op* o, int slot) => Check(o, slot, 1, write: false);

    private bool WriteExtended(int slot, ulong low, ushort high)
    {
        Span<byte> bytes = stackalloc byte[RegisterBytes];
        BinaryPrimitives.WriteUInt64LittleEndian(bytes, low);
        BinaryPrimitives.WriteUInt16LittleEndian(bytes[sizeof(ulong)..], high);
        return !Unit->HasResult || WriteTranslated(Slot(slot), 0, bytes);
    }

    private static int Environment(Op* o) => o->OperandSize == 2 ? 14 : 28;

    /// <summary>The physical register of ST(i).</summary>
    private X87Register* Stack(int i) => &Unit->R0 + ((Unit->Top + i) & 7);

    /// <summary>SDM vol. 1, figures 8-9 to 8-12: real and V86 mode have linear addresses where protected mode has selectors.</summary>
    private void WriteEnvironment(Op* o, Span<byte> image)
    {
        FloatState* u = Unit;
        bool isReal = !_cpu.IsProtected || _cpu.IsVirtual8086;
        uint ip = isReal ? (uint)(u->InstructionSegment << 4) + u->InstructionPointer : u->InstructionPointer;
        uint data = isReal ? (uint)(u->DataSegment << 4) + u->DataPointer : u->DataPointer;
        if (o->OperandSize == 2)
        {
            Half(image, 0, u->Control);
            Half(image, 2, u->StatusWord);
            Half(image, 4, u->TagWord);
            Half(image, 6, (ushort)ip);
            Half(image, 8, isReal ? (ushort)(((ip >> 4) & 0xF000) | u->LastOpcode) : u->InstructionSegment);
            Half(image, 10, (ushort)data);
            Half(image, 12, isReal ? (ushort)((data >> 4) & 0xF000) : u->DataSegment);
            return;
        }

        const uint Unused = 0xFFFF_0000;
        Word(image, 0, Unused | u->Control);
        Word(image, 4, Unused | u->StatusWord);
        Word(image, 8, Unused | u->TagWord);
        Word(image, 12, isReal ? Unused | (ushort)ip : ip);
        Word(image, 16, isReal ? ((ip >> 4) & 0x0FFF_F000) | u->LastOpcode : u->InstructionSegment | ((uint)u->LastOpcode << 16));
        Word(image, 20, isReal ? Unused | (ushort)data : data);
        Word(image, 24, isReal ? (data >> 4) & 0x0FFF_F000 : Unused | u->DataSegment);
    }

    private void ReadEnvironment(Op* o, ReadOnlySpan<byte> image)
    {
        FloatState* u = Unit;
        bool isReal = !_cpu.IsProtected || _cpu.IsVirtual8086;
        int step = o->OperandSize;
        uint Field(ReadOnlySpan<byte> from, int i) => step == 2 ? BinaryPrimitives.ReadUInt16LittleEndian(from[(i * 2)..]) : BinaryPrimitives.ReadUInt32LittleEndian(from[(i * 4)..]);
        u->SetControlWord((ushort)Field(image, 0));
        u->SetStatusWord((ushort)Field(image, 1));
        u->SetTagWord((ushort)Field(image, 2));
        (uint ip, uint second, uint data, uint fourth) = (Field(image, 3), Field(image, 4), Field(image, 5), Field(image, 6));
        if (isReal)
        {
            u->InstructionPointer = (ushort)ip | ((second & 0x0FFF_F000) << 4);
            u->DataPointer = (ushort)data | ((fourth & 0x0FFF_F000) << 4);
            (u->InstructionSegment, u->DataSegment, u->LastOpcode) = (0, 0, (ushort)(second & 0x7FF));
            return;
        }

        (u->InstructionPointer, u->DataPointer) = (ip, data);
        (u->InstructionSegment, u->DataSegment) = ((ushort)second, (ushort)fourth);
        u->LastOpcode = step == 2 ? u->LastOpcode : (ushort)((second >> 16) & 0x7FF);
    }

    private bool WriteImage(Op* o, int slot, ReadOnlySpan<byte> image, int size)
        => Check(o, slot, size, write: true) && WriteTranslated(Slot(slot), 0, image);

    private bool ReadImage(Op* o, int slot, Span<byte> image) => ReadImage(o, slot, image, image.Length);

    private bool ReadImage(Op* o, int slot, Span<byte> image, int size)
        => Check(o, slot, size, write: false) && ReadTranslated(Slot(slot), 0, image);

    private static void WriteRegister(Span<byte> at, X87Register* register)
    {
        BinaryPrimitives.WriteUInt64LittleEndian(at, register->Significand);
        BinaryPrimitives.WriteUInt16LittleEndian(at[sizeof(ulong)..], register->SignExponent);
    }

    private static void ReadRegister(ReadOnlySpan<byte> at, X87Register* register)
    {
        register->Significand = BinaryPrimitives.ReadUInt64LittleEndian(at);
        register->SignExponent = BinaryPrimitives.ReadUInt16LittleEndian(at[sizeof(ulong)..]);
    }

    private static void Half(Span<byte> image, int at, ushort value) => BinaryPrimitives.WriteUInt16LittleEndian(image[at..], value);

    private static void Word(Span<byte> image, int at, uint value) => BinaryPrimitives.WriteUInt32LittleEndian(image[at..], value);
}
