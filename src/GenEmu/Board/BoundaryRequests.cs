using GenEmu.Abstractions;

namespace GenEmu.Board;

/// <summary>What devices ask for in the middle of an instruction and get at its boundary.</summary>
/// <param name="attention">Ends the CPUs' run at the next boundary.</param>
internal sealed class BoundaryRequests(Action attention)
{
    private bool _a20 = true;

    /// <summary>The latched reset; of several, the strongest.</summary>
    public ResetRecord? Reset { get; private set; }

    /// <summary>Why the run has to end; the first reason stays.</summary>
    public (MachineStopKind Kind, int ExitCode, string Reason)? Ending { get; private set; }

    /// <summary>The gate of address line 20 as last written.</summary>
    public bool A20
    {
        get => _a20;
        set
        {
            if (value != _a20)
            {
                _a20 = value;
                attention();
            }
        }
    }

    public void RequestReset(ResetRecord reset)
    {
        if (Reset is null || reset.Kind > Reset.Kind)
        {
            Reset = reset;
        }

        attention();
    }

    /// <summary>Takes the latched reset.</summary>
    public ResetRecord? TakeReset()
    {
        ResetRecord? reset = Reset;
        Reset = null;
        return reset;
    }

    public void End(MachineStopKind kind, int exitCode, string reason)
    {
        Ending ??= (kind, exitCode, reason);
        attention();
    }

    /// <summary>A new run starts: the last one's end is history.</summary>
    public void ClearEnding() => Ending = null;
}
