using GenEmu.Core.Cpu;
using GenEmu.Core.Debug;
using GenEmu.Core.Execution;

namespace GenEmu.Core;

/// <content>The host's debugger.</content>
public sealed unsafe partial class Vcpu
{
    private DebugHit? _hostHit;
    private (long Count, ulong Epoch, ulong Linear) _reported = (-1, 0, 0);

    /// <summary>The host's own breakpoints and single step.</summary>
    public HostDebug HostDebug { get; }

    /// <summary>Whether accesses are compared with anybody's breakpoints.</summary>
    internal bool WatchesAccesses => Breakpoints.AreArmed || HostDebug.WatchesAccesses;

    /// <summary>A hit is reported at the boundary behind its instruction, unless a reset takes that boundary (rule A13).</summary>
    private bool HostStopIsDue => _hostHit is not null && !_attentionRequested && !RestartIsDue;

    /// <summary>Keeps what the instruction, iteration or delivery that has just retired hit.</summary>
    /// <param name="rip">Its IP.</param>
    private void NoteHostHit(ulong rip)
    {
        if (_transaction.HostHit is not null || HostDebug.SingleStep)
        {
            _hostHit = new DebugHit(rip, HostDebug.SingleStep, _transaction.HostHit, _transaction.HostHitAddress);
        }
    }

    /// <summary>What the stop reports. A step that ends at a breakpoint is one stop, not two.</summary>
    private DebugHit? TakeHostHit()
    {
        DebugHit? hit = _hostHit;
        _hostHit = null;
        return hit is { Breakpoint: null } step && HostDebug.WatchesCode && CodeHit() is { } code ? code with { Rip = step.Rip, IsStep = true } : hit;
    }

    /// <summary>Whether the host stops before the instruction at RIP.</summary>
    private bool HostBreaksHere()
    {
        _hostHit = CodeHit();
        return _hostHit is not null;
    }

    /// <summary>The host's code breakpoint at RIP. Once the host has been told, the instruction runs; when execution comes to it again, it hits again.</summary>
    private DebugHit? CodeHit()
    {
        ulong linear = (uint)(_s->Cs.Base + _s->Rip);
        if (_s->Iteration > 0 || _reported == (InstructionCount, Epoch, linear) || HostDebug.MatchExecute(linear) is not { } breakpoint)
        {
            return null;
        }

        _reported = (InstructionCount, Epoch, linear);
        return new DebugHit(_s->Rip, IsStep: false, breakpoint, linear);
    }

    /// <summary>The host knows where the vCPU stands: a breakpoint here has been reported.</summary>
    internal void TellHost() => _reported = (InstructionCount, Epoch, (uint)(_s->Cs.Base + _s->Rip));

    /// <summary>Ops at the offsets of the host's code breakpoints leave direct execution, so blocks are decoded anew.</summary>
    private void ForgetBlocks()
    {
        _blocks.Flush();
        _codeChanged = true;
        _s->Attention |= 1;
    }
}
