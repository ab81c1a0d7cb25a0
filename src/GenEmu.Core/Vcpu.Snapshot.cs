using GenEmu.Abstractions;
using GenEmu.Core.Cpu;
using GenEmu.Core.Debug;
using GenEmu.Core.Execution;
using GenEmu.Core.Io;
using GenEmu.Core.State;

namespace GenEmu.Core;

/// <content>Saving and loading at any stop, also in the middle of an instruction (rule E2).</content>
public sealed unsafe partial class Vcpu
{
    /// <summary>The layout that <see cref="Save"/> writes.</summary>
    internal const int StateVersion = 1;

    private const int NoVector = -1;

    /// <summary>The bytes of the instruction that waits: its block may be gone.</summary>
    private readonly byte[] _flyingCode = new byte[Decoder.MaxLength];

    /// <summary>Writes everything, the transaction in flight included. Changes nothing (rule E10).</summary>
    internal void Save(IStateWriter to)
    {
        VcpuImage.Save(_s, to);
        to.Write("iteration", _s->Iteration);
        to.Write("repeatNext", _s->RepeatNext);
        to.Write("instructions", InstructionCount);
        to.Write("timeStampOffset", _timeStampOffset);
        to.Write("epoch", Epoch);
        to.Write("a20Mask", _a20Mask);
        SaveEvents(to);
        SaveDebug(to);
        Apic?.Save(to);
        Translations.Save(to);
        to.Write("flight", (int)_flight);
        if (_flight != Flight.None)
        {
            SaveFlight(to);
        }
    }

    /// <summary>Takes everything over. An access that waited is there again, but nobody has been asked: see <see cref="Reoffer"/>.</summary>
    /// <exception cref="InvalidDataException">The state is damaged; the vCPU is then in no state to go on with.</exception>
    internal void Load(IStateReader from)
    {
        _transaction.Cancel();
        _flight = Flight.None;
        _view.Forget();
        VcpuImage.Load(_s, from);
        _s->Iteration = from.Read<long>("iteration");
        _s->RepeatNext = from.Read<ulong>("repeatNext");
        _retired = from.Read<long>("instructions");
        _budgetAtStart = _s->Budget = 0;
        _timeStampOffset = from.Read<ulong>("timeStampOffset");
        Epoch = from.Read<ulong>("epoch");
        _a20Mask = from.Read<ulong>("a20Mask");
        LoadEvents(from);
        LoadDebug(from);
        SetSmm(_s->InSmm);
        Apic?.Load(from);
        PlaceApic();
        Translations.Load(from);
        DebugRegistersChanged();
        DeriveMode();
        var flight = (Flight)from.Read<int>("flight");
        if (flight != Flight.None)
        {
            LoadFlight(flight, from);
        }
    }

    private void SaveEvents(IStateWriter to)
    {
        to.WriteArray("intr", [_intrPin, _interruptRequest, _externalLatched]);
        to.Write("queuedVector", _queuedVector ?? NoVector);
        to.Write("nmi", _nmiLatched);
        to.Write("smi", _smiLatched);
        to.Write("init", _initLatched);
        to.Write("startupVector", _startupVector ?? NoVector);
        to.Write("floatError", _floatError);
        to.Write("ignoresFloatErrors", IgnoresFloatErrors);
        to.Write("sipiVector", SipiVector);
        if (Injected is { } e)
        {
            to.WriteArray("injected", [e.Vector, (ulong)e.Kind, e.HasCode ? 1UL : 0, e.Code]);
        }
    }

    private void LoadEvents(IStateReader from)
    {
        bool[] intr = VcpuImage.Row<bool>(from, "intr", 3);
        (_intrPin, _interruptRequest, _externalLatched) = (intr[0], intr[1], intr[2]);
        _queuedVector = ReadVector(from, "queuedVector");
        _nmiLatched = from.Read<bool>("nmi");
        _smiLatched = from.Read<bool>("smi");
        _initLatched = from.Read<bool>("init");
        _startupVector = ReadVector(from, "startupVector");
        SetFloatError(from.Read<bool>("floatError"));
        IgnoresFloatErrors = from.Read<bool>("ignoresFloatErrors");
        SipiVector = from.Contains("sipiVector") ? from.Read<byte>("sipiVector") : (byte)0;
        ulong[]? injected = from.Contains("injected") ? VcpuImage.Row<ulong>(from, "injected", 4) : null;
        Injected = injected is not [_, <= (ulong)EventKind.External, _, _] ? null : new EventInfo((byte)injected[0], (EventKind)injected[1], 0, injected[2] != 0, (uint)injected[3]);
        _s->Attention = 1;              // the next boundary looks at all of it
    }

    private static byte? ReadVector(IStateReader from, string name)
    {
        int vector = from.Read<int>(name);
        return vector == NoVector ? null : (byte)vector;
    }

    private void SaveDebug(IStateWriter to)
    {
        ulong[] bank = [.. HostDebug.Breakpoints.SelectMany(b => (ulong[])[(ulong)b.Kind, b.Address, b.Length])];
        to.WriteArray<ulong>("hostBreakpoints", bank);
        to.Write("hostStep", HostDebug.SingleStep);
        to.WriteArray("hostReported", [(ulong)_reported.Count, _reported.Epoch, _reported.Linear]);
        to.Write("hostHit", _hostHit is not null);
        if (_hostHit is { } hit)
        {
            ulong index = hit.Breakpoint is { } breakpoint ? (ulong)HostDebug.Breakpoints.ToList().IndexOf(breakpoint) + 1 : 0;
            to.WriteArray("hostHitAt", [hit.Rip, hit.IsStep ? 1UL : 0, index, hit.Address]);
        }

        to.Write("ripPolicy", (int)_ripPolicy);
        to.Write("earlyOut7E", _earlyOut7E);
    }

    private void LoadDebug(IStateReader from)
    {
        ulong[] bank = from.ReadArray<ulong>("hostBreakpoints");
        HostDebug.Replace([.. bank.Chunk(3).Select(ToBreakpoint)]);
        HostDebug.SingleStep = from.Read<bool>("hostStep");
        ulong[] reported = VcpuImage.Row<ulong>(from, "hostReported", 3);
        _reported = ((long)reported[0], reported[1], reported[2]);
        _hostHit = null;
        if (from.Read<bool>("hostHit"))
        {
            ulong[] hit = VcpuImage.Row<ulong>(from, "hostHitAt", 4);
            HostBreakpoint? breakpoint = hit[2] == 0 ? null : HostDebug.Breakpoints.ElementAtOrDefault((int)hit[2] - 1);
            _hostHit = new DebugHit(hit[0], hit[1] != 0, breakpoint, hit[3]);
        }

        _ripPolicy = (RipPolicy)from.Read<int>("ripPolicy");
        _earlyOut7E = from.Read<bool>("earlyOut7E");
    }

    private static HostBreakpoint ToBreakpoint(ulong[] words)
        => words is [<= (ulong)HostBreakpointKind.Io, _, > 0]
            ? new HostBreakpoint((HostBreakpointKind)words[0], words[1], words[2])
            : throw new InvalidDataException("a host breakpoint is damaged");

    private void SaveFlight(IStateWriter to)
    {
        if (_flight == Flight.Instruction)
        {
            to.Write("flyingIp", _flying->Ip);
            to.WriteArray("flyingCode", new ReadOnlySpan<byte>(_flyingCode, 0, _flying->Length));
        }
        else if (_flight == Flight.Delivery)
        {
            EventInfo e = _delivering;
            to.WriteArray("delivering", [e.Vector, (ulong)e.Kind, e.ReturnIp, e.HasCode ? 1UL : 0, e.Code, e.ResumeFlag ? 1UL : 0, (ulong)e.Escalations, _debugInDelivery]);
        }

        _transaction.Save(to);
        _view.Save(to);
    }

    private void LoadFlight(Flight flight, IStateReader from)
    {
        switch (flight)
        {
            case Flight.Instruction:
                LoadInstruction(from.Read<ulong>("flyingIp"), from.ReadArray<byte>("flyingCode"));
                break;
            case Flight.Delivery:
                ulong[] e = VcpuImage.Row<ulong>(from, "delivering", 8);
                _delivering = new EventInfo((byte)e[0], (EventKind)e[1], e[2], e[3] != 0, (uint)e[4], e[5] != 0, (int)e[6]);
                _debugInDelivery = (uint)e[7];
                break;
            case Flight.Fetch or Flight.SmmEntry:
                break;
            default:
                throw new InvalidDataException($"what is in flight is {flight}");
        }

        _transaction.Load(from);
        _transaction.Rehearse(() => Rehearse(flight));
        _view.Load(from);
        _flight = flight;
    }

    private void Rehearse(Flight flight)
    {
        switch (flight)
        {
            case Flight.Instruction:
                _ = _flying->Recorded(_transaction, _flying);
                break;
            case Flight.Delivery:
                _ = _transaction.Deliver(_delivering);
                break;
            case Flight.SmmEntry:
                _ = _transaction.SaveState(CaptureState());
                break;
            default:
                for (uint i = 0; i < Decoder.MaxLength && _transaction.FetchByte((uint)(_s->Cs.Base + _s->Rip + i), out _); i++)
                {
                    // The byte that waits ends it.
                }

                break;
        }
    }

    private void LoadInstruction(ulong ip, byte[] code)
    {
        if (code.Length > Decoder.MaxLength || Decoder.Decode(code, ip, _codeSize, _scratch) != DecodeResult.Decoded || _scratch->Length != code.Length)
        {
            throw new InvalidDataException("the instruction that waits is damaged");
        }

        BlockCache.CheckValid(_scratch);
        *_flying = *_scratch;
        _flying->Remaining = 0;
        code.CopyTo(_flyingCode, 0);
    }

    /// <summary>An instruction begins to wait.</summary>
    private void KeepFlying(Op* o)
    {
        CodeOf(o).CopyTo(_flyingCode);
        *_flying = *o;
        _flying->Remaining = 0;
        _flying->Code = null;
    }

    /// <summary>A decoded instruction's bytes: a block's ops have theirs behind them.</summary>
    private ReadOnlySpan<byte> CodeOf(Op* o)
        => o == _scratch ? _fetched.AsSpan(0, o->Length)
            : o == _flying ? _flyingCode.AsSpan(0, o->Length)
            : new ReadOnlySpan<byte>(o->Code, o->Length);
}
