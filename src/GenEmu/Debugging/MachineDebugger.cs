using GenEmu.Core;
using GenEmu.Core.Debug;

namespace GenEmu;

/// <summary>Breakpoints for all CPUs of a machine, and steps. The guest sees nothing of them, and its own debug registers stay its own.</summary>
/// <remarks>
/// A hit ends <see cref="Machine.RunAsync"/> with <see cref="MachineStopKind.Debug"/>; a later run goes on there, and an execute breakpoint lets its
/// instruction run first. For the time between runs, or for actions posted.
/// </remarks>
public sealed class MachineDebugger
{
    private readonly Machine _machine;

    internal MachineDebugger(Machine machine) => _machine = machine;

    /// <summary>All breakpoints, in the order in which they were added.</summary>
    public IReadOnlyList<HostBreakpoint> Breakpoints => _machine.Cpu.HostDebug.Breakpoints;

    /// <summary>
    /// Whether a triple fault ends the run with <see cref="MachineStopKind.TripleFault"/> before the board answers it, whatever <see cref="MachineBuilder.OnTripleFault"/>
    /// says: the CPU can still be looked at. A later run goes on with that answer.
    /// </summary>
    public bool StopsAtTripleFault { get => _machine.Loop.StopsAtTripleFault; set => _machine.Loop.StopsAtTripleFault = value; }

    /// <summary>Adds a breakpoint on every CPU.</summary>
    /// <param name="kind">What it watches.</param>
    /// <param name="address">The first linear address, or the first port.</param>
    /// <param name="length">Bytes, or ports, at least 1.</param>
    /// <returns>The breakpoint, for <see cref="Remove"/>.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The kind is none, or the range is empty or leaves the address space (or the 65536 ports).</exception>
    public HostBreakpoint Add(HostBreakpointKind kind, ulong address, ulong length = 1)
    {
        HostBreakpoint breakpoint = _machine.Cpu.HostDebug.Add(kind, address, length);
        foreach (Vcpu cpu in _machine.Cpus.Skip(1))
        {
            cpu.HostDebug.Share(breakpoint);
        }

        return breakpoint;
    }

    /// <summary>Removes a breakpoint from every CPU.</summary>
    /// <param name="breakpoint">What <see cref="Add"/> returned.</param>
    /// <returns>Whether it was set.</returns>
    public bool Remove(HostBreakpoint breakpoint)
    {
        bool removed = false;
        foreach (Vcpu cpu in _machine.Cpus)
        {
            removed |= cpu.HostDebug.Remove(breakpoint);
        }

        return removed;
    }

    /// <summary>Removes every breakpoint.</summary>
    public void Clear()
    {
        foreach (Vcpu cpu in _machine.Cpus)
        {
            cpu.HostDebug.Clear();
        }
    }

    /// <summary>Sets these breakpoints and no others, on every CPU, and ends a step that was asked for.</summary>
    internal void Replace(IReadOnlyList<HostBreakpoint> breakpoints)
    {
        foreach (HostDebug debug in _machine.Cpus.Select(cpu => cpu.HostDebug))
        {
            debug.Replace(breakpoints);
            debug.SingleStep = false;
        }
    }

    /// <summary>Runs until a CPU has done one step: an instruction, an iteration of a repeated one, or an event's delivery. The board goes on meanwhile, and so do the other CPUs.</summary>
    /// <param name="cpu">The CPU; the boot processor if not given.</param>
    /// <param name="timeout">The longest time by the host's clock; no limit if not given.</param>
    /// <param name="cancellationToken">Ends the run at the next boundary.</param>
    /// <returns>
    /// <see cref="MachineStopKind.Debug"/> once the step is done (or a breakpoint was hit before); another kind if the run ended before, as of a CPU
    /// that is halted for ever.
    /// </returns>
    public async Task<MachineStop> StepAsync(Vcpu? cpu = null, TimeSpan? timeout = null, CancellationToken cancellationToken = default)
    {
        HostDebug debug = (cpu ?? _machine.Cpu).HostDebug;
        debug.SingleStep = true;
        try
        {
            return await _machine.RunAsync(timeout: timeout, cancellationToken: cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            debug.SingleStep = false;
        }
    }
}
