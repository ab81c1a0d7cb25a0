using GenEmu.Core.Cpu;
using GenEmu.Core.Memory;

namespace GenEmu.Core.Execution;

/// <content>Operands, whose kinds are resolved at run time.</content>
internal sealed unsafe partial class Transaction
{
    private Translation _slot0;
    private Translation _slot1;
    private Translation _slot2;
    private int _translated;
    private long _displacement;

    private bool User => _s->Cpl == 3;

    /// <summary>Whether the run so far has come past the translation of a memory operand, to its accesses.</summary>
    public bool IsAtOperand => _translated != 0;

    public bool Load(Op* o, int slot, int size, out uint value)
    {
        bool ok = Load(o, slot, size, out ulong wide);
        value = (uint)wide;
        return ok;
    }

    public bool Load(Op* o, int slot, int size, out ulong value) => Load(o, slot, size, write: false, out value);

    public bool LoadForWrite(Op* o, int slot, int size, out uint value)
    {
        bool ok = Load(o, slot, size, write: true, out ulong wide);
        value = (uint)wide;
        return ok;
    }

    public bool LoadForWrite(Op* o, int slot, int size, out ulong value) => Load(o, slot, size, write: true, out value);

    public bool Store(Op* o, int slot, int size, uint value) => Store(o, slot, size, (ulong)value);

    public bool Store(Op* o, int slot, int size, ulong value)
    {
        switch (Kind(o, slot))
        {
            case OperandKind.Register:
                SetRegister(Register(o, slot), size, value);
                return true;
            case OperandKind.Mmx or OperandKind.Xmm:
                SetUnitRegister(o, slot, size, value);
                return true;
        }

        return Check(o, slot, size, write: true) && WriteTranslated(Slot(slot), 0, size, value);
    }

    public bool CheckRead(Op* o, int slot, int size) => !IsMemory(o, slot) || Check(o, slot, size, write: false);

    public bool CheckWrite(Op* o, int slot, int size) => !IsMemory(o, slot) || Check(o, slot, size, write: true);

    /// <summary>Checks a piece of a memory operand that is wider than a register.</summary>
    public bool CheckPart(Op* o, int slot, int offset, int size)
        => CheckSegment(SegmentOf(o, slot), Wrap(o, EffectiveAddress(o, slot) + (ulong)offset), size, write: false, out ulong linear)
            && Translate(linear, size, AccessType.Read, User, out _);

    /// <summary>Reads a piece of a memory operand that is wider than a register.</summary>
    public bool Part(Op* o, int slot, int offset, int size, out uint value)
    {
        bool ok = Part(o, slot, offset, size, out ulong wide);
        value = (uint)wide;
        return ok;
    }

    public bool Part(Op* o, int slot, int offset, int size, out ulong value)
    {
        value = 0;
        return ReadSegmented(SegmentOf(o, slot), Wrap(o, EffectiveAddress(o, slot) + (ulong)offset), size, out value);
    }

    /// <summary>The effective address of a memory operand, truncated to the address size.</summary>
    public uint Address(Op* o, int slot) => (uint)EffectiveAddress(o, slot);

    /// <summary>Moves a memory operand by a number of bytes, before its first touch.</summary>
    public void Displace(Op* o, int slot, long bytes) => _displacement = IsMemory(o, slot) ? bytes : 0;

    public bool IsMemory(Op* o, int slot) => Kind(o, slot) is OperandKind.Memory or OperandKind.StringSource or OperandKind.StringDestination or OperandKind.Xlat;

    /// <summary>Moves SI, DI or both past an element, down if DF is set.</summary>
    public void Advance(Op* o, int register, int size)
    {
        ulong step = (SystemFlags & EFlags.Df) != 0 ? (ulong)-size : (ulong)size;
        SetRegister(register, o->AddressSize, GetRegister(register, o->AddressSize) + step);
    }

    private static OperandKind Kind(Op* o, int slot) => slot == 0 ? o->Kind0 : slot == 1 ? o->Kind1 : o->Kind2;

    private static ushort Register(Op* o, int slot) => slot == 0 ? o->Register0 : slot == 1 ? o->Register1 : o->Register2;

    private static int SegmentOf(Op* o, int slot) => Kind(o, slot) == OperandKind.StringDestination ? Segment.Es : o->Segment;

    private ref Translation Slot(int slot)
    {
        if (slot == 0)
        {
            return ref _slot0;
        }

        return ref slot == 1 ? ref _slot1 : ref _slot2;
    }

    private bool Load(Op* o, int slot, int size, bool write, out ulong value)
    {
        switch (Kind(o, slot))
        {
            case OperandKind.Register:
                value = GetRegister(Register(o, slot), size);
                return true;
            case OperandKind.Mmx or OperandKind.Xmm:
                value = Little.Read(Place(o, slot), size);
                return true;
            case OperandKind.Stack:
                value = Register(o, slot);
                return true;
            case OperandKind.Immediate:
                value = o->Immediate & Little.Mask(size);
                return true;
            case OperandKind.Immediate2:
                value = o->Immediate2;
                return true;
            case OperandKind.Segment:
                value = Seg(Register(o, slot)).Selector;
                return true;
            default:
                value = 0;
                return Check(o, slot, size, write) && ReadTranslated(Slot(slot), 0, size, out value);
        }
    }

    /// <summary>Checks and translates a memory operand once; a probe for write never reads the data (rule B9).</summary>
    private bool Check(Op* o, int slot, int size, bool write)
    {
        int bit = (write ? 0x11 : 1) << slot;
        if ((_translated & bit) == bit)
        {
            return true;
        }

        if (!CheckSegment(SegmentOf(o, slot), EffectiveAddress(o, slot), size, write, out ulong linear)
            || !Translate(linear, size & ~Aligned, write ? AccessType.Write : AccessType.Read, User, out Translation translation))
        {
            return false;
        }

        Slot(slot) = translation;
        _translated |= bit;
        return true;
    }

    private ulong EffectiveAddress(Op* o, int slot) => Kind(o, slot) switch
    {
        OperandKind.StringSource => GetRegister(RegisterFile.Si, o->AddressSize),
        OperandKind.StringDestination => GetRegister(RegisterFile.Di, o->AddressSize),
        OperandKind.Xlat => Wrap(o, GetRegister(RegisterFile.Bx, o->AddressSize) + Registers[RegisterFile.Al]),
        _ => Wrap(o, *(ulong*)(Registers + o->Base) + (*(ulong*)(Registers + o->Index) << o->Scale) + (ulong)o->Displacement + (ulong)_displacement),
    };

    private static ulong Wrap(Op* o, ulong offset) => o->AddressSize == 2 ? (ushort)offset : o->AddressSize == 4 ? (uint)offset : offset;

    /// <summary>Reads through a segment outside the operand slots.</summary>
    private bool ReadSegmented(int segment, ulong offset, int size, out ulong value)
    {
        value = 0;
        return CheckSegment(segment, offset, size, write: false, out ulong linear)
            && Translate(linear, size, AccessType.Read, User, out Translation at)
            && ReadTranslated(at, 0, size, out value);
    }

    /// <summary>Reads a system structure: supervisor rights, no segment.</summary>
    private bool ReadSystem(ulong linear, int size, out ulong value)
    {
        value = 0;
        return Translate((uint)linear, size, AccessType.Read, user: false, out Translation at) && ReadTranslated(at with { Watched = null }, 0, size, out value);
    }

    /// <summary>Writes a system structure: supervisor rights, no segment.</summary>
    private bool WriteSystem(ulong linear, int size, ulong value)
        => Translate((uint)linear, size, AccessType.Write, user: false, out Translation at) && WriteTranslated(at with { Watched = null }, 0, size, value);
}
