using GenEmu.Core.Cpu;
using GenEmu.Core.Io;

namespace GenEmu.Core.Execution;

/// <content>A look ahead: how the registers will be once a write that waits is through, for hosts that want to read them as KVM shows them (rule A5).</content>
internal sealed unsafe partial class Transaction
{
    private bool _previewing;
    private WrittenRegisters _written;

    /// <summary>What the run that committed last has written.</summary>
    public WrittenRegisters Written => _written;

    /// <summary>The port of the instruction's first access to one; null if it made none.</summary>
    public uint? FirstPort
    {
        get
        {
            for (int i = 0; i < _count; i++)
            {
                if (_log[i].Kind is LogKind.PortRead or LogKind.PortWrite)
                {
                    return (uint)_log[i].Address;
                }
            }

            return null;
        }
    }

    /// <summary>A preview has come to the end of the log: writes that follow count as done, anything else cannot be known.</summary>
    private bool IsBeyondPreview => _previewing && !IsReplaying;

    /// <summary>Runs over the log to the instruction's end as if the write that waits were through, and touches nothing but the vCPU's state, which the caller keeps a copy of.</summary>
    /// <returns>Whether the end was reached; not if something is to be read after the write.</returns>
    public bool Preview(Op* o)
    {
        PendingAnswer? waiting = Waiting;
        Rewind();
        _previewing = true;
        Status status = o->Recorded(this, o);
        _previewing = false;
        Waiting = waiting;
        return status is Status.Retired or Status.Iteration;
    }

    private bool EndPreview()
    {
        Status = Status.Pending;
        return false;
    }
}
