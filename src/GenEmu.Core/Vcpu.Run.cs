using GenEmu.Core.Cpu;
using GenEmu.Core.Debug;
using GenEmu.Core.Execution;
using GenEmu.Core.Memory;
using GenEmu.Core.Tracing;

namespace GenEmu.Core;

/// <content>The run loop.</content>
public sealed unsafe partial class Vcpu
{
    private readonly byte[] _fetched = new byte[Decoder.MaxLength];
    private readonly Op* _scratch;
    private readonly Op* _flying;
    private Flight _flight;
    private EventInfo _delivering;
    private long _retired;
    private long _budgetAtStart;
    private bool _codeChanged;
    private int _version;
    private uint _mode;
    private CodeMode _codeSize;
    private uint _codeLimit;

    /// <summary>What a transaction that waits is in the middle of.</summary>
    private enum Flight
    {
        None,
        Fetch,
        Instruction,
        Delivery,
        SmmEntry,
    }

    /// <summary>Runs until the budget is spent or something needs the host. Never blocks.</summary>
    /// <param name="budget">How many instructions (and REP iterations) may retire, at least 0.</param>
    /// <returns>Why and exactly where it stopped.</returns>
    public VcpuStop Run(long budget)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(budget);
        _budgetAtStart = _s->Budget = budget;
        VcpuStopKind kind = Loop();
        Bus.FlushWrites();           // the host sees devices that are up to date (rule B18)
        _retired += _budgetAtStart - _s->Budget;
        _budgetAtStart = _s->Budget = 0;
        return Describe(kind);
    }

    /// <summary>Ends the run at the next boundary. For devices' calls on the machine's thread.</summary>
    internal void RequestAttention()
    {
        _attentionRequested = true;
        _s->Attention = 1;
    }

    private VcpuStopKind Loop()
    {
        Op* o = null;
        while (true)
        {
            // INIT and SIPI do not wait for an instruction that waits: they end it (rule B16).
            if (_flight != Flight.None && RestartIsDue)
            {
                Restart();
                o = null;
            }

            if (_flight != Flight.None && IsLeftByHost)
            {
                GiveUp();
                o = null;
            }

            if (_flight != Flight.None && Resume(out o))
            {
                return VcpuStopKind.IoPending;
            }

            if (_s->Budget > 0 && BoundaryNeeded)
            {
                long budget = _s->Budget;
                if (Boundary() is { } stop)
                {
                    return stop;
                }

                o = null;
                if (_s->Budget != budget)
                {
                    continue;           // an event was delivered; what came up meanwhile is due before its handler's first instruction
                }
            }

            if (_s->Budget <= 0)
            {
                return HostStopIsDue ? VcpuStopKind.Debug : VcpuStopKind.Budget;
            }

            if (_codeChanged)
            {
                DeriveMode();
                o = null;
            }

            // 11 of the boundary's order: a code breakpoint comes before the fetch, and the host's before the guest's (rule C25).
            if (HostDebug.WatchesCode && HostBreaksHere())
            {
                return VcpuStopKind.Debug;
            }

            if (Breakpoints.AreArmed && BreaksHere())
            {
                o = null;
                continue;
            }

            if (_version != _blocks.Version)
            {
                _version = _blocks.Version;
                o = _blocks.StillHolds(o) ? o : null;
            }

            if (o is null)
            {
                o = FindOp();
                _version = _blocks.Version;
                if (o is null)
                {
                    continue;           // the fetch faulted and was delivered, or waits
                }

                // A REP instruction may have overwritten itself, or the host may have moved RIP. Direct handlers take it that no repetition is in progress.
                _s->Iteration = (o->Flags & OpFlags.Repeats) != 0 ? _s->Iteration : 0;
            }

            if (o->Remaining != 0 && o->Remaining <= _s->Budget && DirectAllowed)
            {
                o = RunDirect(o);
                if (o is null)
                {
                    continue;
                }

                if (HostDebug.WatchesCode && HostBreaksHere())
                {
                    return VcpuStopKind.Debug;
                }
            }

            o = Step(o);
        }
    }

    /// <summary>Whether nothing can come between two instructions that a boundary would not notice in time: no breakpoint, trap or shadow.</summary>
    internal bool IsUndisturbed
        => !Breakpoints.AreArmed && !HostDebug.WatchesSteps && (_s->SystemFlags & (EFlags.Tf | EFlags.Rf)) == 0 && _s->Shadow == Shadow.None && !ChecksAlignment;

    private bool DirectAllowed => !RecordOnly && !Traces(TraceKinds.Instructions) && IsUndisturbed;

    /// <summary>Runs direct handlers from an op on.</summary>
    /// <returns>The op that must run recorded, or null if RIP leads to it.</returns>
    private Op* RunDirect(Op* o)
    {
        o->Direct(_s, o, _s->Budget - o->Remaining, _s->Result, _s->Carries);
        return _s->LeaveReason == LeaveReason.Recorded ? _s->LeaveOp : null;
    }

    /// <summary>Runs one instruction or iteration the recorded way.</summary>
    /// <returns>The op after it, or null if RIP leads elsewhere.</returns>
    private Op* Step(Op* o)
    {
        if (Traces(TraceKinds.Instructions) && _s->Iteration == 0)
        {
            TraceInstruction(o);
        }

        _transaction.Begin();
        return Finish(o);
    }

    private Op* Finish(Op* o)
    {
        Status status = o->Recorded(_transaction, o);
        if (HostDebug.WatchesSteps && status is (Status.Retired or Status.Iteration))
        {
            NoteHostHit(o->Ip);
        }

        switch (status)
        {
            case Status.Retired:
                _s->Budget--;
                _s->Iteration = _transaction.ResumedIteration;
                return o->Remaining > 1 && _s->Rip == o[1].Ip ? o + 1 : null;
            case Status.Iteration:
                _s->Budget--;
                _s->Iteration++;
                _s->RepeatNext = o->Next;
                return o;
            case Status.Batched:
                return o;
            case Status.Pending:
                if (o != _flying)
                {
                    KeepFlying(o);           // the block may be gone by the time the answer is here
                }

                _flight = Flight.Instruction;
                return null;
            case Status.Frozen:
                Freeze();
                return null;
            default:
                Recognise(_transaction.Fault.Vector is Vector.Ud or Vector.Nm ? BoundaryEvents.DecodeFault : BoundaryEvents.ExecutionFault);
                _s->RepeatNext = o->Next;            // direct handlers may have retired the iterations before this one
                Raise(_transaction.Fault);
                return null;
        }
    }

    /// <summary>Goes on with what waited.</summary>
    /// <param name="next">The op after it: a repetition goes on without being fetched again, as if nothing had waited. Null if RIP leads to it.</param>
    /// <returns>Whether it still waits.</returns>
    private bool Resume(out Op* next)
    {
        next = null;
        if (_transaction.Waiting is { IsCompleted: false })
        {
            return true;
        }

        Flight flight = _flight;
        _flight = Flight.None;
        _transaction.Rewind();
        switch (flight)
        {
            case Flight.Delivery:
                Deliver(_delivering);
                break;
            case Flight.SmmEntry when _view is { IsBuilt: true, IsChanged: true }:
                TakeBackSmi();           // the entry begins anew, and saves what the host has changed
                _transaction.Begin();
                break;
            case Flight.SmmEntry:
                EnterSmm();
                break;
            case Flight.Instruction:
                next = Finish(_flying);
                break;
            default:
                Op* fetched = Fetch();
                next = fetched is null ? null : Step(fetched);
                break;
        }

        if (_flight != Flight.None)
        {
            ShowAnew();
            return true;
        }

        if (_view.IsBuilt && TakeHostsChanges())
        {
            next = null;
        }

        return false;
    }

    /// <summary>The op at RIP, from a block or decoded for this once; null if the fetch did not succeed.</summary>
    private Op* FindOp()
    {
        if (_s->Rip > _s->Cs.Limit)
        {
            Recognise(BoundaryEvents.FetchFault);
            Raise(new Fault(Vector.Gp, HasCode: true, 0, 0));
            return null;
        }

        JumpEntry* known = Direct.Lookup(_s, _s->Rip);
        if (known->Ip == _s->Rip && known->Key == _s->CodeKey)
        {
            Op* first = _blocks.Enter(known->First);
            if (first is not null)
            {
                return first;
            }
        }

        _transaction.Begin();
        if (!_transaction.TranslateCode((uint)(_s->Cs.Base + _s->Rip), out ulong physical))
        {
            FetchStopped();
            return null;
        }

        MemorySegment segment = Translations.View.Find(physical, write: false);
        if (segment.CoversPage(physical & Tlb.PageMask))
        {
            Block? block = _blocks.Find(segment.Layer!.Ram!, segment.RamOffset(physical), _s->Rip, _mode, _codeSize);
            if (block is not null && block.First[block.Count - 1].Ip + block.First[block.Count - 1].Length - 1 <= _s->Cs.Limit)
            {
                *Direct.Lookup(_s, _s->Rip) = new JumpEntry { Ip = _s->Rip, Key = _s->CodeKey, First = block.First };
                return block.First;
            }
        }

        _transaction.Begin();
        return Fetch();
    }

    /// <summary>Fetches and decodes one instruction byte by byte: it crosses a page or the code limit, or lies in device memory.</summary>
    private Op* Fetch()
    {
        for (int length = 1; length <= Decoder.MaxLength; length++)
        {
            ulong ip = _s->Rip + (ulong)length - 1;
            if (ip > _s->Cs.Limit)
            {
                break;
            }

            if (!_transaction.FetchByte((uint)(_s->Cs.Base + ip), out _fetched[length - 1]))
            {
                FetchStopped();
                return null;
            }

            if (Decoder.Decode(_fetched.AsSpan(0, length), _s->Rip, _codeSize, _scratch, Model.Features) == DecodeResult.Decoded)
            {
                BlockCache.CheckValid(_scratch);
                return _scratch;
            }
        }

        // Beyond the code limit, or longer than 15 bytes.
        Recognise(_s->Rip + Decoder.MaxLength - 1 > _s->Cs.Limit ? BoundaryEvents.FetchFault : BoundaryEvents.DecodeFault);
        Raise(new Fault(Vector.Gp, HasCode: true, 0, 0));
        return null;
    }

    private void FetchStopped()
    {
        if (_transaction.Status == Status.Pending)
        {
            _flight = Flight.Fetch;
        }
        else
        {
            Recognise(BoundaryEvents.FetchFault);
            Raise(_transaction.Fault);
        }
    }

    private VcpuStop Describe(VcpuStopKind kind)
    {
        ulong next = _flight == Flight.Instruction ? _flying->Next : _s->Iteration > 0 ? _s->RepeatNext : _s->Rip;
        DebugHit? hit = kind == VcpuStopKind.Debug ? TakeHostHit() : null;
        return new VcpuStop(kind, _s->Rip, next, _flight == Flight.None, _s->Iteration, Epoch, _s->PendingDebug, _transaction.Waiting?.Request, hit);
    }
}
