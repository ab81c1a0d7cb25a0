using System.Runtime.InteropServices;
using GenEmu.Core.Cpu;
using GenEmu.Core.Debug;
using GenEmu.Core.Io;
using GenEmu.Core.Tracing;
using GenEmu.Core.Memory;

namespace GenEmu.Core.Execution;

/// <summary>One instruction (or one event's delivery) run the recorded way.</summary>
/// <remarks>
/// <para>Every access goes into the log before it takes effect. If a device has not answered, the handler returns
/// <see cref="Status.Pending"/>; later it runs again from its start over the same log, which repeats nothing and re-reads nothing (rules B1, B2),
/// and goes on where it was. Entries are matched by order and verified (B3).</para>
/// <para>The handler works on shadow registers; <see cref="Retire"/> makes them real. Other state (segments, control registers)
/// is written by an instruction's last intrinsic, after which nothing can fault or wait.</para>
/// </remarks>
internal sealed unsafe partial class Transaction : IDisposable
{
    private readonly Vcpu _cpu;
    private readonly VcpuState* _s;
    private LogEntry[] _log = new LogEntry[64];
    private int _count;
    private int _cursor;
    private ulong _next;
    private ulong _a20Mask;
    private bool _traceTrap;
    private ulong _result;
    private ulong _carries;
    private uint _matches;
    private Shadow _shadow;

    public Transaction(Vcpu cpu, VcpuState* state)
    {
        _cpu = cpu;
        _s = state;
        Registers = (byte*)NativeMemory.AlignedAlloc((nuint)sizeof(VcpuState), 64);
        NativeMemory.Clear(Registers, (nuint)sizeof(VcpuState));
        _bytes = (byte*)NativeMemory.AlignedAlloc(Slots * SlotBytes, SlotBytes);
    }

    ~Transaction() => Free();

    /// <summary>The shadow of the general registers, and at its offset of the units: laid out as <see cref="VcpuState"/>, whose other parts are not used.</summary>
    public byte* Registers { get; private set; }

    /// <summary>The shadow of the flags' result word.</summary>
    public ulong Result
    {
        get => _result;
        set
        {
            _result = value;
            _written.Flags = true;
        }
    }

    /// <summary>The shadow of the flags' carry word.</summary>
    public ulong Carries
    {
        get => _carries;
        set
        {
            _carries = value;
            _written.Flags = true;
        }
    }

    /// <summary>The shadow of the other flags.</summary>
    public uint SystemFlags { get; set; }

    /// <summary>Why the last access could not be done: <see cref="Status.Fault"/> or <see cref="Status.Pending"/>.</summary>
    public Status Status { get; private set; }

    /// <summary>The fault, when <see cref="Status"/> says so.</summary>
    public Fault Fault { get; private set; }

    /// <summary>The access that is waited for, when <see cref="Status"/> says <see cref="Status.Pending"/>.</summary>
    public PendingAnswer? Waiting { get; private set; }

    /// <summary>The first of the host's data and port breakpoints that this run over the log met.</summary>
    public HostBreakpoint? HostHit { get; private set; }

    /// <summary>The linear address or port that met <see cref="HostHit"/>.</summary>
    public ulong HostHitAddress { get; private set; }

    private ref SegmentCache Seg(int segment) => ref (&_s->Es)[segment];      // segment < Segment.Count: decoded numbers are checked

    /// <summary>Starts a new transaction.</summary>
    public void Begin()
    {
        if (_count > 0)
        {
            Array.Clear(_log, 0, _count);
        }

        _count = 0;
        _a20Mask = _cpu.A20Mask;       // for all of its accesses, whoever moves the gate while it waits
        Rewind();
    }

    /// <summary>Starts another run over the log.</summary>
    public void Rewind()
    {
        _cursor = 0;
        Waiting = null;
        Buffer.MemoryCopy(_s, Registers, RegisterFile.Length, RegisterFile.Length);      // the register file is the state's first member
        _result = _s->Result;
        _carries = _s->Carries;
        _written = default;
        _traceTrap = (_s->SystemFlags & EFlags.Tf) != 0;           // TF at the start decides (rule C11)
        SystemFlags = _s->SystemFlags & ~EFlags.Rf;
        _shadow = Shadow.None;
        _matches = 0;
        HostHit = null;
        HostHitAddress = 0;
        _translated = 0;
        _pushes = _pushed = _pops = _popped = 0;
        _displacement = 0;
        _external = 0;
        _ioSize = 0;
        ResumedIteration = 0;
        _jumped = false;
        _refills = false;
        _usesUnit = false;
    }

    /// <summary>Forgets everything: the answer, if it still comes, is dropped (rule B16).</summary>
    public void Cancel()
    {
        if (Waiting is { } given)
        {
            given.Cancel();
            TraceEnd(given.Request, given.Request.Data, AccessOutcome.Cancelled);
        }

        Waiting = null;
        Begin();
    }

    /// <summary>Makes the instruction's results visible; RIP moves to the next instruction or the jump's target.</summary>
    public Status Retire(Op* o)
    {
        Commit(o, _jumped ? _next : o->Next);
        return Status.Retired;
    }

    /// <summary>Whether a REP instruction has nothing to do.</summary>
    public bool RepeatDone(Op* o) => (o->Flags & OpFlags.Repeats) != 0 && Count(o) == 0;

    /// <summary>Retires one iteration of a string instruction.</summary>
    public Status RetireIteration(Op* o) => RetireIteration(o, goOn: true);

    /// <summary>Retires one iteration of CMPS or SCAS: REPE goes on while ZF is 1, REPNE while it is 0.</summary>
    public Status RetireIterationWhile(Op* o) => RetireIteration(o, goOn: (LazyFlags.Zf(Result) != 0) == ((o->Flags & OpFlags.Rep) != 0));

    public void Dispose()
    {
        Free();
        GC.SuppressFinalize(this);
    }

    private Status RetireIteration(Op* o, bool goOn)
    {
        if ((o->Flags & OpFlags.Repeats) == 0)
        {
            return Retire(o);
        }

        ulong count = Count(o) - 1;
        SetCount(o, count);
        bool last = count == 0 || !goOn;
        Commit(o, last ? o->Next : o->Ip);
        return last ? Status.Retired : Status.Iteration;
    }

    /// <summary>rCX at the address size.</summary>
    public ulong Count(Op* o) => GetRegister(RegisterFile.Cx, o->AddressSize);

    /// <summary>Writes rCX at the address size.</summary>
    public void SetCount(Op* o, ulong value) => SetRegister(RegisterFile.Cx, o->AddressSize, value);

    private void Commit(Op* o, ulong rip)
    {
        if (_ioSize != 0)
        {
            _cpu.NoteIo(o, _ioPort, _ioSize, _ioRead);
        }

        Commit(rip);
    }

    private void Commit(ulong rip)
    {
        Buffer.MemoryCopy(Registers, _s, RegisterFile.Length, RegisterFile.Length);
        _s->Result = Result;
        _s->Carries = Carries;
        _s->SystemFlags = SystemFlags;
        _s->Rip = rip;
        _s->Shadow = _shadow;
        _s->PendingDebug |= _matches;
        CommitUnit();

        // The step trap of an SS load is lost (rule C16); with DEBUGCTL.BTF only taken branches trap (rule C13).
        if (_traceTrap && _shadow != Shadow.MovSs && (_jumped || (_s->DebugControl & DebugControlMsr.Btf) == 0))
        {
            _s->PendingDebug |= Dr6.Bs;
        }
    }

    /// <summary>Reads a shadow register of 1 to 8 bytes.</summary>
    private ulong GetRegister(int offset, int size) => size switch
    {
        1 => Registers[offset],
        2 => *(ushort*)(Registers + offset),
        4 => *(uint*)(Registers + offset),
        _ => *(ulong*)(Registers + offset),
    };

    /// <summary>Writes a shadow register; 32-bit writes clear the upper half.</summary>
    public void SetRegister(int offset, int size, ulong value)
    {
        _written.Add(offset, size == 4 ? 8 : size);
        switch (size)
        {
            case 1:
                Registers[offset] = (byte)value;
                break;
            case 2:
                *(ushort*)(Registers + offset) = (ushort)value;
                break;
            case 4:
                *(ulong*)(Registers + offset) = (uint)value;
                break;
            default:
                *(ulong*)(Registers + offset) = value;
                break;
        }
    }

    /// <summary>Whether the log holds steps that this run has not reached yet.</summary>
    public bool IsReplaying => _cursor < _count;

    private ref LogEntry Append(LogKind kind, ulong address, int size)
    {
        if (_rehearsing)
        {
            throw new InternalErrorException($"The log ends before the access that waits: {kind} of {size} bytes at {address:X}h comes first.");
        }

        if (_count == _log.Length)
        {
            Array.Resize(ref _log, _count * 2);        // the log has no capacity limit (rule B6)
        }

        ref LogEntry entry = ref _log[_count++];
        _cursor = _count;
        entry = new LogEntry { Kind = kind, Address = address, Size = (byte)size };
        return ref entry;
    }

    private ref LogEntry Replay(LogKind kind, ulong address, int atMost)
    {
        ref LogEntry entry = ref _log[_cursor++];
        if (entry.Kind != kind || entry.Address != address || entry.Size > atMost)
        {
            throw new InternalErrorException($"Replay wanted {kind} of {atMost} bytes at {address:X}h, the log has {entry.Kind} of {entry.Size} at {entry.Address:X}h.");
        }

        return ref entry;
    }

    /// <summary>Takes a device's answer into an entry, or waits for it.</summary>
    private bool Take(ref LogEntry entry)
    {
        if (entry.Answer is not { } answer)
        {
            return true;
        }

        if (_rehearsing)
        {
            Status = Status.Pending;
            return false;
        }

        if (_previewing)
        {
            return entry.Kind is LogKind.Write or LogKind.PortWrite;       // the answer to a write says nothing that the instruction would look at
        }

        if (!answer.IsCompleted)
        {
            entry.Waited = true;
            Waiting = answer;
            Status = Status.Pending;
            return false;
        }

        entry.Answer = null;
        Settle(ref entry, _cpu.Bus.Take(answer));
        TraceEnd(answer.Request, entry.Data, entry.Waited ? AccessOutcome.Waited : AccessOutcome.Immediate);
        return true;
    }

    /// <summary>Ends the transaction with a fault; always false, so that callers can return it.</summary>
    private bool RaiseFault(byte vector, uint code = 0, ulong address = 0)
    {
        Fault = new Fault(vector, Vector.HasErrorCode(vector), code, address);
        Status = Status.Fault;
        return false;
    }

    /// <summary>A fault whose error code is a selector, with EXT if an event is being delivered.</summary>
    private bool RaiseSelectorFault(byte vector, ushort selector) => RaiseFault(vector, (selector & 0xFFFCu) | _external);
}
