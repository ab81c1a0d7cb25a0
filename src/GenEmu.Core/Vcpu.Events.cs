using GenEmu.Abstractions;
using GenEmu.Core.Cpu;
using GenEmu.Core.Tracing;

namespace GenEmu.Core;

/// <content>What comes from outside: INTR, NMI, SMI, INIT, SIPI. Each is latched at any stop and acts at the next boundary, in the order of rule C21.</content>
public sealed unsafe partial class Vcpu
{
    private bool _interruptRequest;
    private bool _externalLatched;
    private bool _apicRequest;
    private byte? _queuedVector;
    private bool _nmiLatched;
    private bool _smiLatched;
    private bool _initLatched;
    private byte? _startupVector;

    /// <summary>Runs the interrupt-acknowledge cycles.</summary>
    internal Func<byte>? AcknowledgeInterrupt { get; set; }

    /// <summary>Whether a vector of <see cref="QueueInterrupt"/> has not been delivered yet.</summary>
    public bool IsInterruptQueued => _queuedVector is not null;

    /// <summary>Whether an external interrupt would be delivered at the next boundary: IF is 1, no shadow of STI or MOV SS holds it back, and no instruction waits for a device.</summary>
    public bool CanAcceptInterrupt => _flight == Flight.None && InterruptsOpen && _s->Activity is VcpuActivity.Running or VcpuActivity.Halted;

    private bool InterruptRequested => _interruptRequest || _externalLatched || _apicRequest || _queuedVector is not null;

    private bool EventLatched => InterruptRequested || _nmiLatched || SmiIsDue || RestartIsDue;

    private bool InterruptsOpen => (_s->SystemFlags & EFlags.If) != 0 && _s->Shadow == Shadow.None;

    private bool CanTakeInterrupt => InterruptRequested && InterruptsOpen;

    /// <summary>In System Management Mode both wait for RSM.</summary>
    private bool RestartIsDue => (_initLatched || _startupVector is not null) && !_s->InSmm;

    /// <summary>Queues an external interrupt whose vector the host knows: no acknowledge cycle runs. It is delivered at the first boundary that allows it, before the INTR pin is looked at.</summary>
    /// <param name="vector">The vector, 0 to 255.</param>
    /// <returns>Whether it was queued; <see langword="false"/> while an earlier one still waits.</returns>
    /// <remarks>For the machine's thread, between runs or in an action posted. A reset of any kind forgets it. An instruction that waits for a device completes first (rule B13).</remarks>
    public bool QueueInterrupt(byte vector)
    {
        if (_queuedVector is not null)
        {
            return false;
        }

        _queuedVector = vector;
        _s->Attention |= 1;
        return true;
    }

    /// <summary>An NMI: it is latched until it is delivered, once IRET has ended an NMI in progress.</summary>
    /// <remarks>For the machine's thread. A second one before the first was delivered is lost, as on the pin. A local APIC is not asked.</remarks>
    public void RaiseNmi()
    {
        _nmiLatched = true;
        _s->Attention |= 1;
    }

    /// <summary>The SMI pin: its edge is latched, and acts at the next boundary outside System Management Mode.</summary>
    /// <remarks>For the machine's thread.</remarks>
    public void RaiseSmi()
    {
        _smiLatched = true;
        _s->Attention |= 1;
    }

    /// <summary>INIT for this processor alone: it restarts at the reset vector, or waits for <see cref="RaiseStartup"/> if it is not the bootstrap one. Devices hear nothing of it.</summary>
    /// <remarks>
    /// For the machine's thread. It does not wait for an instruction that waits for a device: the access is cancelled, the epoch grows, a late answer
    /// is dropped, and what a device has already accepted stays accepted (rule B16). A start-up IPI sent before is forgotten.
    /// </remarks>
    public void RaiseInit()
    {
        _initLatched = true;
        _startupVector = null;
        _s->Attention |= 1;
    }

    /// <summary>A start-up IPI: a processor that waits for one begins in real mode at <paramref name="vector"/> × 1000h; any other ignores it (SDM vol. 3, 8.4).</summary>
    /// <param name="vector">The page number of the code below 1 MiB.</param>
    /// <remarks>For the machine's thread. After <see cref="RaiseInit"/> at the same stop, INIT acts first. The epoch grows when it starts the processor.</remarks>
    public void RaiseStartup(byte vector)
    {
        _startupVector = vector;
        _s->Attention |= 1;
    }

    /// <summary>The host's vector, then that of the 8259 (which the local APIC does not hold back), then the local APIC's.</summary>
    private byte TakeVector()
    {
        if (_queuedVector is { } queued)
        {
            _queuedVector = null;
            return queued;
        }

        if (!_interruptRequest && !_externalLatched)
        {
            return Apic!.Acknowledge();          // there is no other source
        }

        _externalLatched = false;
        return AcknowledgeInterrupt?.Invoke() ?? throw new InternalErrorException("INTR is high, but nobody answers the acknowledge cycle.");
    }

    /// <summary>INIT, then SIPI.</summary>
    private void Restart()
    {
        Recognise(BoundaryEvents.Init);
        if (_initLatched)
        {
            Reset(ResetKind.Init);
        }

        if (_startupVector is { } vector && _s->Activity == VcpuActivity.WaitForStartup)
        {
            Epoch++;
            _s->Cs.LoadReal((ushort)(vector << 8));
            _s->Rip = 0;
            _s->Activity = VcpuActivity.Running;
            FlushCode();
        }

        _startupVector = null;
    }

    /// <summary>A reset forgets what was latched. INIT keeps a start-up IPI, which may have followed it, and an SMI, which goes before it.</summary>
    private void ForgetEvents(ResetKind kind)
    {
        _queuedVector = null;
        Injected = null;
        _externalLatched = false;
        _nmiLatched = false;
        _initLatched = false;
        if (kind != ResetKind.Init)
        {
            _smiLatched = false;
            _startupVector = null;
        }
    }
}
