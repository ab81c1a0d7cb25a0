using GenEmu.Core.Cpu;
using GenEmu.Core.Memory;

namespace GenEmu.Core.Execution;

/// <content>The stack: all items are checked before the first is written.</content>
internal sealed unsafe partial class Transaction
{
    private Translation[] _stack = new Translation[48];
    private int _pushes;
    private int _pushed;
    private int _pops;
    private int _popped;

    private int StackAddressSize => _s->Ss.Big ? 4 : 2;

    public bool CheckPush(int items, int size)
    {
        _pushes = _pushed = 0;
        ulong sp = GetRegister(RegisterFile.Sp, StackAddressSize);
        if (!CheckFrame(_s->Ss, sp, items, size, User, 0))
        {
            return false;
        }

        _pushes = items;
        return true;
    }

    public bool CheckPop(int items, int size)
    {
        _pops = _popped = 0;
        ulong sp = GetRegister(RegisterFile.Sp, StackAddressSize);
        for (int i = 0; i < items; i++)
        {
            ulong offset = Wrap(sp + (ulong)(i * size), StackAddressSize);
            if (!CheckSegment(Segment.Ss, offset, size, write: false, out ulong linear)
                || !Translate(linear, size, AccessType.Read, User, out Frame(i)))
            {
                return false;
            }
        }

        _pops = items;
        return true;
    }

    public bool Push(uint value, int size) => Push((ulong)value, size);

    public bool Push(ulong value, int size)
    {
        if (_pushed == _pushes && !CheckPush(1, size))
        {
            return false;
        }

        if (!WriteTranslated(Frame(_pushed++), 0, size, value))
        {
            return false;
        }

        MoveStack(-size);
        return true;
    }

    public bool Pop(int size, out uint value)
    {
        bool ok = Pop(size, out ulong wide);
        value = (uint)wide;
        return ok;
    }

    public bool Pop(int size, out ulong value)
    {
        value = 0;
        if (_popped == _pops && !CheckPop(1, size))
        {
            return false;
        }

        if (!ReadTranslated(Frame(_popped++), 0, size, out value))
        {
            return false;
        }

        MoveStack(size);
        return true;
    }

    /// <summary>POPA: moves past an item that CheckPop covered, without reading it.</summary>
    public void Skip(int size)
    {
        _popped++;
        MoveStack(size);
    }

    /// <summary>Drops bytes from the stack: RET n.</summary>
    public void Release(uint bytes) => MoveStack((int)bytes);

    /// <summary>ENTER (SDM vol. 2): everything is checked before the first push. Reads and pushes alternate, because the frames may overlap.</summary>
    public bool Enter(Op* o, uint bytes, uint level)
    {
        int size = o->OperandSize;
        int wrap = StackAddressSize;
        int depth = (int)level & 31;
        ulong bp = GetRegister(RegisterFile.Bp, wrap);
        ulong sp = GetRegister(RegisterFile.Sp, 4);
        var display = new Translation[Math.Max(depth - 1, 0)];
        for (int i = 0; i < display.Length; i++)
        {
            if (!CheckSegment(Segment.Ss, Wrap(bp - (ulong)((i + 1) * size), wrap), size, write: false, out ulong pointer)
                || !Translate(pointer, size, AccessType.Read, User, out display[i]))
            {
                return false;
            }
        }

        // The last word of the new frame is touched too, so that a stack too small faults here and not at its first use.
        ulong end = Wrap(sp - (ulong)(size * (depth + 1)) - (bytes & 0xFFFF), wrap);
        if (!CheckPush(depth + 1, size) || !CheckSegment(Segment.Ss, end, size, write: true, out ulong linear)
            || !Translate(linear, size, AccessType.Write, User, out _) || !Push(GetRegister(RegisterFile.Bp, size), size))
        {
            return false;
        }

        ulong frame = GetRegister(RegisterFile.Sp, 4);        // whole: a 16-bit stack leaves ESP's upper half alone, and EBP takes it
        foreach (Translation at in display)
        {
            if (!ReadTranslated(at, 0, size, out ulong pointer) || !Push(pointer, size))
            {
                return false;
            }
        }

        if (depth > 0 && !Push(frame, size))
        {
            return false;
        }

        SetRegister(RegisterFile.Bp, size, frame);
        SetRegister(RegisterFile.Sp, wrap, end);
        return true;
    }

    /// <summary>LEAVE: the frame pointer is read before SP moves, so a fault leaves both.</summary>
    public bool LeaveFrame(Op* o)
    {
        ulong bp = GetRegister(RegisterFile.Bp, StackAddressSize);
        if (!ReadSegmented(Segment.Ss, bp, o->OperandSize, out ulong old))
        {
            return false;
        }

        SetRegister(RegisterFile.Sp, StackAddressSize, bp + o->OperandSize);
        SetRegister(RegisterFile.Bp, o->OperandSize, old);
        return true;
    }

    private static ulong Wrap(ulong offset, int size) => size == 2 ? (ushort)offset : (uint)offset;

    private ref Translation Frame(int item)
    {
        if (item == _stack.Length)
        {
            Array.Resize(ref _stack, item * 2);
        }

        return ref _stack[item];
    }

    private void MoveStack(int bytes)
        => SetRegister(RegisterFile.Sp, StackAddressSize, GetRegister(RegisterFile.Sp, StackAddressSize) + (ulong)bytes);

    /// <summary>Checks a frame of items below <paramref name="sp"/> on any stack; item 0 is the first to be pushed.</summary>
    private bool CheckFrame(in SegmentCache stack, ulong sp, int items, int size, bool user, ushort faultSelector)
    {
        for (int i = 0; i < items; i++)
        {
            ulong offset = Wrap(sp - (ulong)((i + 1) * size), stack.Big ? 4 : 2);
            if (offset + (ulong)size > stack.WriteSpan && !FitsSlowly(stack, offset, size, write: true))
            {
                return RaiseFault(Vector.Ss, (faultSelector & 0xFFFCu) | _external);
            }

            var linear = (uint)(stack.Base + offset);
            if (user && _cpu.ChecksAlignment && (linear & (uint)(size - 1)) != 0)
            {
                return RaiseFault(Vector.Ac);
            }

            if (!Translate(linear, size, AccessType.Write, user, out Frame(i)))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Writes item <paramref name="item"/> of the frame that <see cref="CheckFrame"/> checked.</summary>
    private bool WriteFrame(int item, int size, ulong value) => WriteTranslated(Frame(item), 0, size, value);
}
