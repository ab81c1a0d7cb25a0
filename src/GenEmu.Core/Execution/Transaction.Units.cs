using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using GenEmu.Core.Cpu;
using GenEmu.Core.Memory;
using GenEmu.Core.Units;

namespace GenEmu.Core.Execution;

/// <content>The x87, MMX and SSE units: their shadow, what their instructions check, and operands that are wider than a general register.</content>
internal sealed unsafe partial class Transaction
{
    /// <summary>Beside a size: the operand must be aligned, else #GP(0).</summary>
    public const int Aligned = 1 << 16;

    private const int Slots = 3;
    private const int SlotBytes = 16;

    private byte* _bytes;
    private bool _usesUnit;

    /// <summary>The shadow of the units' state, copied when an instruction first asks for it.</summary>
    public FloatState* Unit
    {
        get
        {
            var unit = (FloatState*)(Registers + RegisterFile.Unit);
            if (!_usesUnit)
            {
                _usesUnit = true;
                *unit = _s->Unit;
            }

            return unit;
        }
    }

    /// <summary>x87 instructions: #NM if there is no unit to use, or its state belongs to another task.</summary>
    public bool CheckFpu() => (_s->Cr0 & (Cr0.Em | Cr0.Ts)) == 0 || RaiseFault(Vector.Nm);

    /// <summary>Waiting x87 instructions: #NM, then what an earlier instruction left pending.</summary>
    public bool CheckX87() => CheckFpu() && CheckPending();

    /// <summary>MMX instructions: #UD where software emulates the x87, #NM, and what an x87 instruction left pending (SDM vol. 3, 12.1).</summary>
    public bool CheckMmx() => (_s->Cr0 & Cr0.Em) != 0 ? RaiseFault(Vector.Ud) : CheckX87();

    /// <summary>SSE instructions: #UD without an operating system that saves their state, then #NM (SDM vol. 3, 13.2).</summary>
    public bool CheckSse()
    {
        bool allowed = (_s->Cr0 & Cr0.Em) == 0 && (_s->Cr4 & Cr4.OsFxsr) != 0;
        return allowed ? (_s->Cr0 & Cr0.Ts) == 0 || RaiseFault(Vector.Nm) : RaiseFault(Vector.Ud);
    }

    /// <summary>WAIT: #NM if CR0.MP and CR0.TS are both set, then what is pending.</summary>
    public bool CheckWait()
        => (_s->Cr0 & (Cr0.Mp | Cr0.Ts)) == (Cr0.Mp | Cr0.Ts) ? RaiseFault(Vector.Nm) : CheckPending();

    public void EnterMmx() => Unit->EnterMmx();

    /// <summary>Remembers the instruction, and its operand in memory if it has one.</summary>
    public void RecordPointers(Op* o, int slot)
    {
        if (slot < 0)
        {
            Unit->RecordPointers(_s, o);
        }
        else
        {
            Unit->RecordPointers(_s, o, Address(o, slot));
        }
    }

    /// <summary>An unmasked exception of SSE: #XM, or #UD if the operating system does not know it (SDM vol. 1, 11.5.2).</summary>
    /// <remarks>The sticky flags of MXCSR are set even so, and nothing else.</remarks>
    public Status RaiseSimd()
    {
        _s->Unit.Mxcsr = Unit->Mxcsr;
        RaiseFault((_s->Cr4 & Cr4.OsXmmExcpt) != 0 ? Vector.Xm : Vector.Ud);
        return Status;
    }

    /// <summary>Where an operand's bytes are: a register of the shadow, or what <see cref="Fetch"/> read.</summary>
    public byte* Place(Op* o, int slot) => Kind(o, slot) switch
    {
        OperandKind.Register => Registers + Register(o, slot),
        OperandKind.Mmx or OperandKind.Xmm => (byte*)Unit + (Register(o, slot) - RegisterFile.Unit),
        _ => _bytes + (slot * SlotBytes),
    };

    /// <summary>Reads an operand to its place.</summary>
    public bool Fetch(Op* o, int slot, int size) => !IsMemory(o, slot) || ReadWide(o, slot, size, write: false);

    public bool Load(Op* o, int slot, int size, out Vector128<byte> value)
    {
        bool ok = Fetch(o, slot, size);
        value = ok ? Vector128.Load(Place(o, slot)) : default;
        return ok;
    }

    public bool LoadForWrite(Op* o, int slot, int size, out Vector128<byte> value)
    {
        bool ok = !IsMemory(o, slot) || ReadWide(o, slot, size, write: true);
        value = ok ? Vector128.Load(Place(o, slot)) : default;
        return ok;
    }

    public bool Store(Op* o, int slot, int size, Vector128<byte> value)
    {
        if (!IsMemory(o, slot))
        {
            value.Store(Place(o, slot));
            return true;
        }

        return Check(o, slot, size, write: true) && WriteTranslated(Slot(slot), 0, new ReadOnlySpan<byte>(&value, SlotBytes));
    }

    private void SetUnitRegister(Op* o, int slot, int size, ulong value)
    {
        byte* at = Place(o, slot);
        Little.Write(at, size, value);
        if (Kind(o, slot) == OperandKind.Mmx)
        {
            ((X87Register*)at)->SignExponent = 0xFFFF;
        }
    }

    private bool ReadWide(Op* o, int slot, int size, bool write)
    {
        if (!Check(o, slot, size, write))
        {
            return false;
        }

        var place = new Span<byte>(Place(o, slot), SlotBytes);
        place.Clear();
        return ReadTranslated(Slot(slot), 0, place[..(size & ~Aligned)]);
    }

    /// <summary>A pending x87 error: #MF, or with CR0.NE clear the outside's business.</summary>
    private bool CheckPending()
    {
        if (!_s->Unit.HasPendingError)
        {
            return true;
        }

        if ((_s->Cr0 & Cr0.Ne) != 0)
        {
            return RaiseFault(Vector.Mf);
        }

        Status = Status.Frozen;
        return _cpu.IgnoresFloatErrors;
    }

    private void CommitUnit()
    {
        if (_usesUnit)
        {
            _s->Unit = *Unit;
            if (!_previewing)
            {
                _cpu.FloatStateChanged();
            }
        }
    }

    private void Free()
    {
        NativeMemory.AlignedFree(Registers);
        NativeMemory.AlignedFree(_bytes);
        Registers = null;
        _bytes = null;
    }
}
