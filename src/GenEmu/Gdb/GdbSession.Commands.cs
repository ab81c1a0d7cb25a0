using System.Globalization;
using GenEmu.Abstractions;
using GenEmu.Core;

namespace GenEmu.Gdb;

/// <content>What packets mean (GDB manual, appendix "Remote Serial Protocol"). What is not known is answered with an empty packet, as the protocol says.</content>
internal sealed partial class GdbSession
{
    private const string Ok = "OK";
    private const string Unknown = "";

    /// <summary>Like EINVAL: the packet makes no sense.</summary>
    private const string Invalid = "E16";

    /// <summary>Like EFAULT: no memory is there.</summary>
    private const string BadAddress = "E0e";

    private Vcpu _selected;
    private Vcpu _resumed;
    private string _lastStop;

    private async Task ObeyAsync(string packet, CancellationToken cancellationToken)
    {
        switch (packet)
        {
            case ['c' or 's', .. string address]:
                await ContinueAsync(packet[0] == 's', address, cancellationToken).ConfigureAwait(false);
                break;
            case ['C' or 'S', .. string signal]:
                // A signal means nothing to a machine.
                await ContinueAsync(packet[0] == 'S', signal.Split(';', 2) is [_, string from] ? from : "", cancellationToken).ConfigureAwait(false);
                break;
            case ['v', 'C', 'o', 'n', 't', ';', .. string actions]:
                await ContinueAsync(actions, cancellationToken).ConfigureAwait(false);
                break;
            case "bs" or "bc":
                await GoBackAsync(packet == "bs", cancellationToken).ConfigureAwait(false);
                break;
            case ['D', ..]:
                _isLeaving = true;
                await _connection.SendAsync(Ok).ConfigureAwait(false);
                break;
            case "k":
                _end = Ending(MachineStopKind.Cancelled, "the debugger ended the machine");
                break;
            case ['v', 'K', 'i', 'l', 'l', ..]:
                _end = Ending(MachineStopKind.Cancelled, "the debugger ended the machine");
                await _connection.SendAsync(Ok).ConfigureAwait(false);
                break;
            case ['R', ..]:
                await _monitor.ResetAsync(ResetKind.Hard).ConfigureAwait(false);       // "run" of an extended remote; it has no reply
                break;
            case ['q', 'R', 'c', 'm', 'd', ',', .. string command]:
                await MonitorAsync(command).ConfigureAwait(false);
                break;
            case "QStartNoAckMode":
                await _connection.SendAsync(Ok).ConfigureAwait(false);
                _connection.Acknowledges = false;
                break;
            default:
                await _connection.SendAsync(Answer(packet)).ConfigureAwait(false);
                break;
        }
    }

    /// <summary>Commands that are answered at once and let nothing run.</summary>
    private string Answer(string packet) => packet switch
    {
        "?" => _lastStop,
        "!" => Ok,
        ['G' or 'P' or 'M' or 'X', ..] when IsInPast => PastStays,
        "g" => ReadRegisters(),
        ['G', .. string values] => WriteRegisters(values),
        ['p', .. string number] => ReadRegister(number),
        ['P', .. string assignment] => WriteRegister(assignment),
        ['m', .. string range] => ReadMemory(range),
        ['M', .. string range] => WriteMemory(range, isBinary: false),
        ['X', .. string range] => WriteMemory(range, isBinary: true),
        ['Z' or 'z', >= '0' and <= '4', ',', ..] => SetBreakpoint(packet),
        ['H', 'g' or 'c', .. string thread] => SelectThread(packet[1] == 'g', thread),
        ['T', .. string thread] => FindThread(thread) is null ? Invalid : Ok,
        "vCont?" => "vCont;c;C;s;S",
        "qC" => $"QC{_selected.Index + 1:x}",
        "qfThreadInfo" => "m" + string.Join(',', _machine.Cpus.Select(cpu => $"{cpu.Index + 1:x}")),
        "qsThreadInfo" => "l",
        ['q', 'A', 't', 't', 'a', 'c', 'h', 'e', 'd', ..] => "1",         // so that gdb detaches when it ends, and the machine goes on
        ['q', 'T', 'h', 'r', 'e', 'a', 'd', 'E', 'x', 't', 'r', 'a', 'I', 'n', 'f', 'o', ',', .. string thread]
            => FindThread(thread) is { } cpu ? Hex.OfText($"CPU {cpu.Index}: {(cpu.IsWaiting ? "waits for a device" : cpu.Activity)}") : Invalid,
        ['q', 'S', 'y', 'm', 'b', 'o', 'l', ':', ..] => Ok,
        ['q', 'S', 'u', 'p', 'p', 'o', 'r', 't', 'e', 'd', ..]
            => $"PacketSize={PacketParser.MaxLength:x};QStartNoAckMode+;qXfer:features:read+;swbreak+;hwbreak+;vContSupported+;ReverseStep+;ReverseContinue+",
        _ when packet.StartsWith("qXfer:features:read:target.xml:", StringComparison.Ordinal) => Part(TargetDescription.Xml, packet["qXfer:features:read:target.xml:".Length..]),
        _ => Unknown,
    };

    private async Task ContinueAsync(bool steps, string address, CancellationToken cancellationToken)
    {
        if (address.Length > 0)
        {
            if (!Hex.TryNumber(address, out ulong rip) || rip > uint.MaxValue)
            {
                await _connection.SendAsync(Invalid).ConfigureAwait(false);
                return;
            }

            if (IsInPast)
            {
                await _connection.SendAsync(PastStays).ConfigureAwait(false);
                return;
            }

            _resumed.Registers.Rip = rip;
        }

        await GoOnAsync(steps ? _resumed : null, cancellationToken).ConfigureAwait(false);
    }

    private Task GoOnAsync(Vcpu? stepping, CancellationToken cancellationToken)
        => IsAtEnd ? EndAsync(_guestsEnd!) : ResumeAsync(stop => Go(_machine, _limit, stepping, stop), cancellationToken);

    /// <summary>vCont: actions for threads, of which the leftmost that fits counts. All CPUs run, whatever is said about the others.</summary>
    private async Task ContinueAsync(string actions, CancellationToken cancellationToken)
    {
        Vcpu? stepping = null;
        HashSet<Vcpu> covered = [];
        foreach (string action in actions.Split(';'))
        {
            string[] parts = action.Split(':', 2);
            bool isAll = parts is [_] or [_, "-1"];
            Vcpu? cpu = isAll ? _selected : FindThread(parts[1]);
            if (cpu is null || parts[0] is not ['c' or 'C' or 's' or 'S', ..])
            {
                await _connection.SendAsync(Invalid).ConfigureAwait(false);
                return;
            }

            bool isFirst = covered.Add(cpu);
            stepping ??= isFirst && parts[0][0] is 's' or 'S' ? cpu : null;
            if (isAll)
            {
                covered.UnionWith(_machine.Cpus);
            }
        }

        await GoOnAsync(stepping, cancellationToken).ConfigureAwait(false);
    }

    private async Task MonitorAsync(string command)
    {
        const int ChunkLength = 4096;
        if (!Hex.TryBytes(command, out byte[] bytes))
        {
            await _connection.SendAsync(Invalid).ConfigureAwait(false);
            return;
        }

        string text = await _monitor.RunAsync(System.Text.Encoding.UTF8.GetString(bytes), _selected).ConfigureAwait(false);
        foreach (char[] chunk in text.Chunk(ChunkLength))
        {
            await _connection.SendAsync("O" + Hex.OfText(new string(chunk))).ConfigureAwait(false);
        }

        if (_monitor.WantsToQuit)
        {
            _end = Ending(MachineStopKind.Cancelled, "the debugger ended the machine");
        }

        await _connection.SendAsync(Ok).ConfigureAwait(false);
    }

    private string SetBreakpoint(string packet)
    {
        // Conditions and commands that a newer gdb may append are not announced, so they do not come.
        if (packet[3..].Split(';')[0].Split(',') is not [string at, string kind] || !Hex.TryNumber(at, out ulong address) || !Hex.TryNumber(kind, out ulong length))
        {
            return Invalid;
        }

        if (packet[0] == 'Z')
        {
            return _breakpoints.TryAdd(packet[1], address, length) ? Ok : Invalid;
        }

        _breakpoints.Remove(packet[1], address, length);
        return Ok;
    }

    private string SelectThread(bool isGeneral, string thread)
    {
        Vcpu? cpu = thread is "0" or "-1" ? _selected : FindThread(thread);
        if (cpu is null)
        {
            return Invalid;
        }

        if (isGeneral)
        {
            _selected = cpu;
        }
        else
        {
            _resumed = cpu;
        }

        return Ok;
    }

    /// <summary>Threads are CPUs, counted from 1.</summary>
    private Vcpu? FindThread(string thread)
        => int.TryParse(thread, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out int number) && number > 0 && number <= _machine.Cpus.Count
            ? _machine.Cpus[number - 1]
            : null;

    /// <summary>The part of a text that qXfer asks for.</summary>
    private static string Part(string text, string range)
    {
        if (range.Split(',') is not [string first, string most] || !Hex.TryNumber(first, out ulong offset) || !Hex.TryNumber(most, out ulong length))
        {
            return Invalid;
        }

        if (offset >= (ulong)text.Length)
        {
            return "l";
        }

        int count = (int)Math.Min(Math.Min(length, PacketParser.MaxLength / 2), (ulong)text.Length - offset);
        return ((int)offset + count < text.Length ? "m" : "l") + text.Substring((int)offset, count);
    }
}
