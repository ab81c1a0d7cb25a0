using System.Globalization;
using System.Text;
using GenEmu.Abstractions;
using GenEmu.Board;
using GenEmu.Core;
using GenEmu.Replay;

namespace GenEmu.Gdb;

/// <summary>gdb's <c>monitor</c>: what a machine has beside registers and memory.</summary>
/// <param name="machine">The machine, which stands still.</param>
/// <param name="traceOutput">Where a trace goes that names no file.</param>
internal sealed class MonitorCommands(Machine machine, TextWriter traceOutput) : IDisposable
{
    private const string Help = """
        help                     this list
        where                    the selected CPU's next instruction, with its linear address and mode
        reset [hard|init|power]  reset the machine now; then "maintenance flush register-cache"
        trace [on|off|WORDS[=F]] write a trace to genemu's standard error, or to file F; WORDS as for --trace
        io                       accesses that wait for a device, and what nobody answered
        devices                  the devices
        quit                     end the machine

        """;

    private readonly Disassembler _disassembler = new();
    private readonly IMachineTracer? _first = machine.Board.Tracer;
    private TextTracer? _trace;

    /// <summary>Whether the person has asked for the machine's end.</summary>
    public bool WantsToQuit { get; private set; }

    /// <summary>Runs a command.</summary>
    /// <returns>What to show.</returns>
    public async Task<string> RunAsync(string command, Vcpu cpu)
    {
        string[] words = command.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        switch (words)
        {
            case [] or ["help"]:
                return Help + HistoryCommands.Help;
            case ["where"]:
                return Where(cpu);
            case ["reset"] or ["reset", "hard"]:
                return await ResetAsync(ResetKind.Hard).ConfigureAwait(false);
            case ["reset", "init"]:
                return await ResetAsync(ResetKind.Init).ConfigureAwait(false);
            case ["reset", "power"]:
                return await ResetAsync(ResetKind.PowerOn).ConfigureAwait(false);
            case ["trace", .. string[] rest] when rest.Length <= 1:
                return Trace(rest is [string what] ? what : "on");
            case ["io"]:
                return Accesses();
            case ["devices"]:
                return Devices();
            case ["history", .. string[] rest] when rest.Length <= 1:
                return HistoryCommands.History(machine, rest.FirstOrDefault());
            case ["snapshot", .. string[] rest] when rest.Length <= 1:
                return HistoryCommands.Snapshot(machine, rest.FirstOrDefault());
            case ["quit"]:
                WantsToQuit = true;
                return "";
            default:
                return $"'{command}' is no command of genemu's; try 'monitor help'\n";
        }
    }

    /// <summary>Resets the machine: it comes to a boundary for that, and runs no instruction.</summary>
    public async Task<string> ResetAsync(ResetKind kind)
    {
        machine.Board.Send(MachineInput.Of(kind, "debugger"));
        await machine.RunAsync(cancellationToken: new CancellationToken(canceled: true)).ConfigureAwait(false);
        return $"{machine.LastReset}\n";
    }

    /// <summary>Ends a trace of its own.</summary>
    public void Dispose()
    {
        if (_trace is not null)
        {
            machine.Board.Trace(_first);
            _trace.Dispose();
            _trace = null;
        }
    }

    private string Where(Vcpu cpu)
    {
        VcpuRegisters registers = cpu.Registers;
        SegmentValue code = registers.GetSegment(SegmentRegister.Cs);
        ulong linear = (uint)(code.Base + registers.Rip);
        string mode = !cpu.IsProtected ? "real mode" : cpu.IsVirtual8086 ? "virtual-8086 mode" : "protected mode";
        int bits = cpu.IsProtected && !cpu.IsVirtual8086 && (code.Access & (1 << 14)) != 0 ? 32 : 16;
        Span<byte> bytes = stackalloc byte[15];
        int count = cpu.ReadLinear(linear, bytes);
        string instruction = count == 0 ? "(no memory)" : _disassembler.Describe(bytes[..count], registers.Rip, bits);
        return $"CPU {cpu.Index}: {code.Selector:X4}:{registers.Rip:X8}, linear {linear:X8}, {bits}-bit {mode}, CPL {registers.Cpl}: {instruction}\n";
    }

    private string Trace(string what)
    {
        if (what == "off")
        {
            Dispose();
            machine.Board.Trace(null);
            return "";
        }

        if (what == "on" && _first is not null)
        {
            Dispose();
            machine.Board.Trace(_first);
            return "";
        }

        try
        {
            TextTracer trace = TraceRequest.Parse(what == "on" ? "io,mmio,events" : what).Open(traceOutput);
            Dispose();
            _trace = trace;
            machine.Board.Trace(trace);
            return "";
        }
        catch (Exception exception) when (exception is FormatException or MachineConfigurationException)
        {
            return exception.Message + "\n";
        }
    }

    private string Accesses()
    {
        var text = new StringBuilder();
        foreach (Vcpu cpu in machine.Cpus)
        {
            text.Append(CultureInfo.InvariantCulture, $"CPU {cpu.Index}: {(cpu.Waiting is { } answer ? $"waits for {answer.Request}" : "waits for no device")}\n");
        }

        return text.Append(CultureInfo.InvariantCulture, $"{machine.UnclaimedAccessCount} accesses that nobody answered, {machine.DeviceFaultCount} faults of devices\n").ToString();
    }

    private string Devices()
    {
        var text = new StringBuilder();
        foreach (AttachedDevice device in machine.Board.Devices)
        {
            text.Append(CultureInfo.InvariantCulture, $"{device.Name,-16} {device.Kind.Id,-24} {device.Kind.Summary}\n");
        }

        return text.ToString();
    }
}
