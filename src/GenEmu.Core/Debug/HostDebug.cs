namespace GenEmu.Core.Debug;

/// <summary>The host's own breakpoints and single step: a bank beside the guest's debug registers, which never touches them (rule C25).</summary>
/// <remarks>
/// <para>Any number of breakpoints. A hit ends <see cref="Vcpu.Run"/> with <see cref="VcpuStopKind.Debug"/>: before the instruction for
/// <see cref="HostBreakpointKind.Execute"/>, and after the instruction or iteration for the others; before the guest's own #DB for the same instruction,
/// and after the I/O stop of the access that hit (rule A16). An access that faults, is cancelled or ends in a reset has hit nothing.</para>
/// <para>While nothing is set, nothing is slower. Execute breakpoints cost little; while any other is set, or while stepping, every instruction
/// runs the recorded way.</para>
/// <para>For the machine's thread: between runs, or in an action posted.</para>
/// </remarks>
public sealed class HostDebug
{
    private const ulong PortCount = 0x10000;

    private readonly Action _executeChanged;
    private readonly List<HostBreakpoint> _all = [];
    private HostBreakpoint[] _execute = [];
    private HostBreakpoint[] _data = [];
    private HostBreakpoint[] _ports = [];

    internal HostDebug(Action executeChanged) => _executeChanged = executeChanged;

    /// <summary>Stops after every step: an instruction, an iteration of a repeated one, or an event's delivery, as <see cref="Vcpu.InstructionCount"/> counts them.</summary>
    public bool SingleStep { get; set; }

    /// <summary>All breakpoints, in the order in which they were added.</summary>
    public IReadOnlyList<HostBreakpoint> Breakpoints => _all;

    /// <summary>Whether the vCPU must look at every instruction's accesses.</summary>
    internal bool WatchesAccesses => _data.Length + _ports.Length > 0;

    internal bool WatchesCode => _execute.Length > 0;

    /// <summary>Whether something may hit after an instruction.</summary>
    internal bool WatchesSteps => SingleStep || WatchesAccesses;

    /// <summary>Adds a breakpoint.</summary>
    /// <param name="kind">What it watches.</param>
    /// <param name="address">The first linear address, or the first port.</param>
    /// <param name="length">Bytes, or ports, at least 1; no alignment is asked for.</param>
    /// <returns>The breakpoint, for <see cref="Remove"/>.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The kind is none, or the range is empty or leaves the address space (or the 65536 ports).</exception>
    public HostBreakpoint Add(HostBreakpointKind kind, ulong address, ulong length = 1)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan((uint)kind, (uint)HostBreakpointKind.Read, nameof(kind));
        ulong last = kind == HostBreakpointKind.Io ? PortCount - 1 : ulong.MaxValue - 1;
        ArgumentOutOfRangeException.ThrowIfGreaterThan(address, last);
        ArgumentOutOfRangeException.ThrowIfZero(length);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(length - 1, last - address, nameof(length));
        return Share(new HostBreakpoint(kind, address, length));
    }

    /// <summary>Removes a breakpoint.</summary>
    /// <param name="breakpoint">What <see cref="Add"/> returned.</param>
    /// <returns>Whether it was set.</returns>
    public bool Remove(HostBreakpoint breakpoint)
    {
        ArgumentNullException.ThrowIfNull(breakpoint);
        bool removed = _all.Remove(breakpoint);
        Update(breakpoint.Kind);
        return removed;
    }

    /// <summary>Removes every breakpoint and ends single-stepping.</summary>
    public void Clear()
    {
        SingleStep = false;
        _all.Clear();
        Update(HostBreakpointKind.Execute);
        Update(HostBreakpointKind.Write);
        Update(HostBreakpointKind.Io);
    }

    /// <summary>Puts other breakpoints in the place of all.</summary>
    internal void Replace(IReadOnlyList<HostBreakpoint> breakpoints)
    {
        bool wasEmpty = _all.Count == 0;
        if (wasEmpty && breakpoints.Count == 0)
        {
            return;                 // the decoded blocks may stay
        }

        Clear();
        _all.AddRange(breakpoints);
        Update(HostBreakpointKind.Execute);
        Update(HostBreakpointKind.Write);
        Update(HostBreakpointKind.Io);
    }

    /// <summary>Whether an instruction at this offset in its page may be one to stop at: page offsets of linear and physical addresses are the same.</summary>
    internal bool MayStopAt(int pageOffset) => Array.Exists(_execute, b => ((ulong)pageOffset - b.Address & 0xFFF) < b.Length);

    /// <summary>Adds a breakpoint that another vCPU may have already.</summary>
    internal HostBreakpoint Share(HostBreakpoint breakpoint)
    {
        _all.Add(breakpoint);
        Update(breakpoint.Kind);
        return breakpoint;
    }

    internal HostBreakpoint? MatchExecute(ulong linear) => Find(_execute, linear, 1);

    internal HostBreakpoint? MatchPort(uint port, int size) => Find(_ports, port & 0xFFFF, size);

    internal HostBreakpoint? MatchData(ulong linear, int size, bool write)
    {
        foreach (HostBreakpoint breakpoint in _data)
        {
            if (breakpoint.Meets(linear, size) && breakpoint.Kind != (write ? HostBreakpointKind.Read : HostBreakpointKind.Write))
            {
                return breakpoint;
            }
        }

        return null;
    }

    private static HostBreakpoint? Find(HostBreakpoint[] breakpoints, ulong address, int size)
    {
        foreach (HostBreakpoint breakpoint in breakpoints)
        {
            if (breakpoint.Meets(address, size))
            {
                return breakpoint;
            }
        }

        return null;
    }

    private void Update(HostBreakpointKind kind)
    {
        switch (kind)
        {
            case HostBreakpointKind.Execute:
                _execute = [.. _all.Where(b => b.Kind == HostBreakpointKind.Execute)];
                _executeChanged();
                break;
            case HostBreakpointKind.Io:
                _ports = [.. _all.Where(b => b.Kind == HostBreakpointKind.Io)];
                break;
            default:
                _data = [.. _all.Where(b => b.Kind is HostBreakpointKind.Write or HostBreakpointKind.ReadWrite or HostBreakpointKind.Read)];
                break;
        }
    }
}
