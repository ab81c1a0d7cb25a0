using GenEmu.Core.Cpu;
using GenEmu.Core.Execution;
using GenEmu.Core.Io;

namespace GenEmu.Core;

/// <content>What a host reads and writes while something waits for a device.</content>
public sealed unsafe partial class Vcpu
{
    private const uint EarlyPort = 0x7E;

    private readonly RegisterView _view = new();
    private RipPolicy _ripPolicy;
    private bool _earlyOut7E;

    /// <summary>What <see cref="Registers"/> shows while an instruction waits. Changing it acts at once, unless the host has changed a register since the instruction began to wait.</summary>
    public RipPolicy RipPolicy
    {
        get => _ripPolicy;
        set
        {
            _ripPolicy = value;
            ShowAnew();
        }
    }

    /// <summary>
    /// KVM's quirk <c>KVM_X86_QUIRK_OUT_7E_INC_RIP</c> (rule A9): RIP is shown after an OUT to port 7Eh. Off by default; only <see cref="RipPolicy.KvmCompatible"/>
    /// looks at it.
    /// </summary>
    public bool EarlyOut7E
    {
        get => _earlyOut7E;
        set
        {
            _earlyOut7E = value;
            ShowAnew();
        }
    }

    /// <summary>The state that the host reads.</summary>
    internal VcpuState* ShownState => _flight == Flight.None || (_ripPolicy == RipPolicy.AtInstruction && !_view.IsBuilt) ? _s : ChangedState;

    /// <summary>The state that the host writes: what waits goes on from what it began with.</summary>
    internal VcpuState* ChangedState
    {
        get
        {
            if (_flight == Flight.None)
            {
                return _s;
            }

            if (!_view.IsBuilt)
            {
                BuildView();
            }

            return _view.State;
        }
    }

    /// <summary>
    /// Gives up the access that is waited for, and the instruction with it: nothing of it is committed, RIP is on it under every <see cref="RipPolicy"/> (unless
    /// the host has moved it), the epoch grows, a late answer is dropped. A write that its device has accepted stays accepted. An interrupt, NMI or SMI that was being
    /// delivered is due again.
    /// </summary>
    /// <returns>Whether something waited.</returns>
    /// <remarks>For the machine's thread, between runs or in an action posted. Registers that the host has written during the stop keep what was written.</remarks>
    public bool CancelPendingIo()
    {
        if (_flight == Flight.None)
        {
            return false;
        }

        Epoch++;
        GiveUp();
        return true;
    }

    private bool IsLeftByHost => _view is { IsBuilt: true, Progress: ViewProgress.None, IsMoved: true };

    private void GiveUp()
    {
        if (_flight == Flight.Delivery)
        {
            TakeBackEvent(_delivering);
        }
        else if (_flight == Flight.SmmEntry)
        {
            TakeBackSmi();
        }

        _transaction.Cancel();
        _flight = Flight.None;
        TakeHostsChanges(written: null);
    }

    /// <summary>What came from outside, and debug traps of an instruction that has retired, would be lost; faults come again with their instruction.</summary>
    private void TakeBackEvent(in EventInfo e)
    {
        if (e is { Kind: EventKind.External, Vector: Vector.Nmi })
        {
            _nmiLatched = true;
            _s->NmiMasked = false;
        }
        else if (e.Kind == EventKind.External)
        {
            _queuedVector ??= e.Vector;
        }
        else
        {
            _s->PendingDebug |= _debugInDelivery;
        }
    }

    /// <summary>Once what waited has ended, the host's changes come into the state that it left.</summary>
    /// <param name="written">What it wrote, and keeps; <see langword="null"/> if it wrote nothing, or showed it before the host wrote.</param>
    /// <returns>Whether there were any.</returns>
    private bool TakeHostsChanges(WrittenRegisters? written)
    {
        bool any = _view.IsBuilt && _view.IsChanged;
        if (any)
        {
            _view.MergeInto(_s, written);
            FlushTranslations();
            DebugRegistersChanged();
        }

        _view.Forget();
        return any;
    }

    private bool TakeHostsChanges() => TakeHostsChanges(_view.Progress == ViewProgress.Committed ? null : _transaction.Written);

    private void ShowAnew()
    {
        if (_view.IsBuilt && !_view.IsChanged)
        {
            _view.Forget();
        }
    }

    private void BuildView()
    {
        _view.Build(_s, ViewProgress.None);
        if (_ripPolicy == RipPolicy.AtInstruction || _flight != Flight.Instruction || _transaction.Waiting is not { } waiting)
        {
            return;
        }

        FormFlags form = InstructionTable.Forms[_flying->Form].Flags;
        bool moves = (form & FormFlags.Io) != 0 && (form & FormFlags.Rep) == 0;         // IN, OUT: no string instruction
        if (moves && (_ripPolicy == RipPolicy.LegacyAdvance || (_earlyOut7E && waiting.Request.IsWrite && _transaction.FirstPort == EarlyPort)))
        {
            _view.Advance(_flying->Next);
        }
        else if (!moves && waiting.Request.IsWrite)
        {
            Preview();
        }
    }

    /// <summary>Runs the instruction to its end on the vCPU's own state, shows what comes out, and puts the state back.</summary>
    private void Preview()
    {
        if (_transaction.Preview(_flying))
        {
            _view.Commit(_s);
        }
        else
        {
            _view.Copy(_view.State, _s);
        }

        DebugRegistersChanged();
    }
}
