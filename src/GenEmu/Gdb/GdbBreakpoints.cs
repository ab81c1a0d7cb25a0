using GenEmu.Core.Debug;

namespace GenEmu.Gdb;

/// <summary>What gdb has set with Z packets, as breakpoints of the host's: the guest's memory and debug registers stay as they are.</summary>
internal sealed class GdbBreakpoints(MachineDebugger debugger)
{
    private readonly Dictionary<(char Type, ulong Address, ulong Length), HostBreakpoint> _set = [];

    /// <summary>Sets one; setting it twice is setting it once.</summary>
    /// <param name="type">gdb's number: 0 software, 1 hardware, 2 write, 3 read and 4 access watchpoint.</param>
    /// <param name="address">The linear address.</param>
    /// <param name="length">For watchpoints the bytes; otherwise the length of an instruction that gdb would write, which means nothing here.</param>
    /// <returns>Whether there is such a type and range.</returns>
    public bool TryAdd(char type, ulong address, ulong length)
    {
        HostBreakpointKind? kind = type switch
        {
            '0' or '1' => HostBreakpointKind.Execute,
            '2' => HostBreakpointKind.Write,
            '3' => HostBreakpointKind.Read,
            '4' => HostBreakpointKind.ReadWrite,
            _ => null,
        };
        ulong bytes = kind == HostBreakpointKind.Execute ? 1 : length;
        if (kind is null || bytes == 0 || address > uint.MaxValue || bytes > (1UL << 32) - address)
        {
            return false;
        }

        if (!_set.ContainsKey((type, address, length)))
        {
            _set.Add((type, address, length), debugger.Add(kind.Value, address, bytes));
        }

        return true;
    }

    /// <summary>Removes one; removing what is not set changes nothing.</summary>
    public void Remove(char type, ulong address, ulong length)
    {
        if (_set.Remove((type, address, length), out HostBreakpoint? breakpoint))
        {
            debugger.Remove(breakpoint);
        }
    }

    /// <summary>Removes all: gdb is gone.</summary>
    public void Clear()
    {
        foreach (HostBreakpoint breakpoint in _set.Values)
        {
            debugger.Remove(breakpoint);
        }

        _set.Clear();
    }

    /// <summary>How a stop reply names a hit.</summary>
    /// <param name="hit">The hit.</param>
    /// <param name="isFlat">Whether EIP is a linear address. If not, gdb would take a hit for one that it has just removed, and go on without a word.</param>
    public string Describe(DebugHit hit, bool isFlat)
    {
        if (hit.Breakpoint is not { } breakpoint || _set.FirstOrDefault(entry => entry.Value == breakpoint) is not { Value: not null } found)
        {
            return "";
        }

        ulong address = Math.Max(hit.Address, breakpoint.Address);       // a wide access may start before what is watched
        return found.Key.Type switch
        {
            '0' => isFlat ? "swbreak:;" : "",
            '1' => isFlat ? "hwbreak:;" : "",
            '2' => $"watch:{address:x};",
            '3' => $"rwatch:{address:x};",
            _ => $"awatch:{address:x};",
        };
    }
}
