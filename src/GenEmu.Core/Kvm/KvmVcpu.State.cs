namespace GenEmu.Core.Kvm;

/// <content>Everything at once.</content>
public sealed unsafe partial class KvmVcpu
{
    private KvmInFlight? InFlight => _cpu.Waiting is { } waiting ? new KvmInFlight(_cpu.Epoch, waiting.Request.Id) : null;

    /// <summary>Reads all state.</summary>
    /// <returns>The state.</returns>
    public KvmState Save() => new()
    {
        Regs = GetRegs(),
        Sregs = GetSregs2(),
        Msrs = GetMsrs(MsrIndexes),
        Xsave = GetXsave(),
        Xcrs = GetXcrs(),
        Events = GetVcpuEvents(),
        Debugregs = GetDebugregs(),
        MpState = GetMpState(),
        InFlight = InFlight,
    };

    /// <summary>Puts a state in place, all of it or nothing. An access that waits is cancelled, unless the state holds the record of it (rule E4).</summary>
    /// <param name="state">The state.</param>
    /// <exception cref="KvmException">A part is not valid; the message names the check.</exception>
    public void Load(KvmState state)
    {
        ArgumentNullException.ThrowIfNull(state);
        CheckRegs(state.Regs);
        CheckSregs(state.Sregs);
        KvmXsave.Check(state.Xsave.Span);
        KvmXcrs.Check(state.Xcrs.Span);
        CheckDebugregs(state.Debugregs);
        CheckEvents(state.Events, state.MpState);
        bool smm = (state.Events.Flags & KvmVcpuEventFlags.Smm) != 0;
        CheckMpState(state.MpState, smm && state.Events.SmiSmm != 0, smm && state.Events.SmiPending != 0);
        CheckMsrs([.. state.Msrs]);               // the last check, because it writes them

        bool keeps = state.InFlight is not null && state.InFlight == InFlight;
        Begin(keeps);
        Apply(state.Sregs);
        Apply(state.Regs);
        ApplyXsave(state.Xsave.Span);
        Apply(state.Debugregs);
        if (!keeps)
        {
            Apply(state.MpState);
            Apply(state.Events);
        }
    }
}
