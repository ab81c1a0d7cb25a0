using System.CommandLine;
using System.CommandLine.Parsing;

namespace GenEmu.Cli.Commands;

/// <summary><c>genemu run</c>: its options, and how they become <see cref="RunOptions"/>.</summary>
internal sealed class RunCommand
{
    private const string Separator = "::";

    private readonly Argument<string?> _machine = new("machine.yaml") { Description = "The machine file; a built-in PC if not given.", Arity = ArgumentArity.ZeroOrOne };
    private readonly Option<string?> _bios = Text("--bios", "FILE", "The BIOS image; SeaBIOS where Debian puts it if not given.");
    private readonly Option<string?> _vgaBios = Text("--vgabios", "FILE", "The video BIOS image; SeaBIOS' where Debian puts it if not given.");
    private readonly Option<string?> _memory = Text("--memory", "SIZE", "The size of system RAM, such as 64MiB.");
    private readonly Option<string?> _cpu = Text("--cpu", "MODEL", $"The CPU model: {string.Join(", ", MachineBuilder.CpuModels)}.");
    private readonly Option<int?> _cpus = new("--cpus") { HelpName = "N", Description = "How many CPUs; they take turns." };
    private readonly Option<string?> _kernel = Text("--kernel", "FILE", "A Linux kernel (bzImage) or multiboot kernel to start directly, without a BIOS.");
    private readonly Option<string?> _initrd = Text("--initrd", "FILE", "The initial RAM disk for --kernel.");
    private readonly Option<string?> _append = Text("--append", "TEXT", "The kernel's command line, such as console=ttyS0.");
    private readonly Option<string[]> _floppy = Texts("--floppy", "IMG[,rw=true]", "An image in the next floppy drive. Writes are kept in memory, or go into the file with rw=true.");
    private readonly Option<string[]> _disk = Texts("--disk", "IMG[,rw=true|overlay=true][,if=ide|virtio]", "A hard disk, on IDE or virtio: read-only, or writes go into the file (rw), or are kept in memory (overlay). Repeatable.");
    private readonly Option<string?> _cdrom = Text("--cdrom", "ISO", "A CD-ROM, as the secondary channel's first drive.");
    private readonly Option<string?> _boot = Text("--boot", "floppy|disk|cdrom", "What the firmware tries first; floppy if not given.");
    private readonly Option<string?> _serial = Text("--serial", "stdio|null|file=F", "Where the first serial line goes. With stdio on a terminal every key goes to the guest at once; Ctrl-A X ends the run, Ctrl-A H helps.");
    private readonly Option<string?> _debugConsole = Text("--debugcon", "stdio|null|file=F[,port=N]", "Where the debug console goes, and its port (E9h if not given).");
    private readonly Option<string[]> _channel = Texts("--channel", "NAME=stdio|null|file=F", "Where a device's channel goes: serial1, console0 or whatever its parameter 'channel' says.");
    private readonly Option<string?> _display = Text("--display", "text|none", "Show the text screen on this terminal and take keys from it; Ctrl-] ends the run. Default: text on a terminal, else none.");
    private readonly Option<string[]> _type = Texts("--type", "SEEN::KEYS", "Wait until SEEN shows anew on screen, serial line or debug console, then type KEYS: text, \\n, \\t, <F10>, <Ctrl-C>. Repeatable, in order with --send.");
    private readonly Option<string[]> _send = Texts("--send", "SEEN::TEXT", "As --type, but send TEXT on the serial line.");
    private readonly Option<string?> _until = Text("--until", "TEXT", "End with status 0 when TEXT shows on screen, serial line or debug console, after the last --type and --send.");
    private readonly Option<string?> _timeout = Text("--timeout", "DURATION", "End with status 124 after this time, such as 60s.");
    private readonly Option<string[]> _device = Texts("--device", "NAME[,key=value...]", "Add a device of that kind, or change the parameters of the device of that name.");
    private readonly Option<string[]> _plugins = Texts("--plugins", "DIR", "A folder with more plugins: DIR/Name/Name.dll.");
    private readonly Option<bool> _recordOnly = new("--record-only") { Description = "Run every instruction the recorded way: slower, never different." };
    private readonly Option<int?> _delay = new("--delay") { HelpName = "SEED", Description = "Answer every device access late and from other threads: a test that must not change anything." };
    private readonly Option<string?> _trace = Text("--trace", "WORDS[=FILE]", $"Write what happens, a line an entry, to FILE or standard error. Words, with commas: {TraceRequest.AllWords}.");
    private readonly Option<string?> _gdb = Text("--gdb", "[ADDRESS]:PORT", "Let gdb attach: 'target remote :PORT'. Reached from this computer alone unless an address such as 0.0.0.0 is given; port 0 is any.");
    private readonly Option<bool> _gdbWait = new("--gdb-wait") { Description = "With --gdb: the first instruction waits for gdb." };
    private readonly Option<string?> _watchdog = Text("--watchdog", "DURATION|off", "How long a device may keep the machine waiting, by this computer's clock; 30s if not given.");
    private readonly Option<string[]> _snapshotOn = Texts("--snapshot-on", "TEXT=FILE", "Write a snapshot to FILE when TEXT shows on screen, serial line or debug console, and go on. Repeatable.");
    private readonly Option<string?> _record = Text("--record", "FILE", "Record everything that comes from outside, for 'genemu replay FILE'.");
    private readonly Option<bool> _history = new("--history") { Description = "Keep the machine's past, so that gdb can go backwards: reverse-stepi, reverse-continue." };
    private readonly Option<bool> _goOn = new("--go-on") { Description = "Where the recording ends, go on live." };
    private readonly Argument<string> _recording = new("FILE") { Description = "The recording." };
    private readonly Argument<string> _snapshot = new("FILE") { Description = "The snapshot." };
    private readonly Option<bool> _json = new("--json") { Description = "Print how the run ended as JSON, as the last line." };

    private RunCommand()
    {
    }

    public static Command Create(Option<bool> verbose, TextWriter output, TextWriter error)
    {
        var options = new RunCommand();
        Command command = options.Describe(new Command("run", "Run a machine."));
        command.SetAction((result, cancellationToken) => RunSession.RunAsync(options.Read(result, verbose), output, error, cancellationToken));
        return command;
    }

    /// <summary><c>genemu snapshot load</c>: a run that begins with a snapshot.</summary>
    public static Command CreateLoad(Option<bool> verbose, TextWriter output, TextWriter error)
    {
        var options = new RunCommand();
        Command command = options.Describe(new Command("load", "Go on from a snapshot. Give the options of the run that it was taken of: it holds what changes, not what the machine is made from.") { options._snapshot });
        command.SetAction((result, cancellationToken)
            => RunSession.RunAsync(options.Read(result, verbose) with { SnapshotToLoad = result.GetValue(options._snapshot) }, output, error, cancellationToken));
        return command;
    }

    /// <summary><c>genemu snapshot save</c>: a run that ends with a snapshot.</summary>
    public static Command CreateSave(Option<bool> verbose, TextWriter output, TextWriter error)
    {
        var options = new RunCommand();
        Command command = options.Describe(new Command("save", "Run a machine, and keep it as it is at the end of the run: give --until or --timeout.") { options._snapshot });
        command.SetAction((result, cancellationToken)
            => RunSession.RunAsync(options.Read(result, verbose) with { SnapshotToSave = result.GetValue(options._snapshot) }, output, error, cancellationToken));
        return command;
    }

    /// <summary><c>genemu replay</c>: a run that repeats a recording.</summary>
    public static Command CreateReplay(Option<bool> verbose, TextWriter output, TextWriter error)
    {
        var options = new RunCommand();
        var command = new Command("replay", "Repeat what 'genemu run --record FILE' recorded, exactly. The machine is the recorded one; files that it was made from must be there unchanged.")
        {
            options._recording, options._goOn,
        };
        options.Describe(command, withMachine: false);
        command.SetAction((result, cancellationToken) =>
        {
            string path = result.GetValue(options._recording)!;
            Recording recording = Open(path);
            RunOptions here = options.Read(result, verbose, withMachine: false);
            return RunSession.RunAsync(
                RecordedRun.Merge(Again(recording), here) with { Replay = recording, GoOn = result.GetValue(options._goOn) }, output, error, cancellationToken);
        });
        return command;
    }

    private static Recording Open(string path)
    {
        try
        {
            return Recording.Open(path);
        }
        catch (RecordingException exception)
        {
            throw new MachineConfigurationException(exception.Message, exception);
        }
    }

    /// <summary>The options that a recording was made with.</summary>
    private static RunOptions Again(Recording recording)
    {
        var options = new RunCommand();
        ParseResult result = options.Describe(new Command("run")).Parse([.. recording.CommandLine]);
        return result.Errors.Count == 0
            ? options.Read(result, new Option<bool>("--verbose"))
            : throw new MachineConfigurationException($"the recording was not made by 'genemu run': {result.Errors[0].Message}");
    }

    private Command Describe(Command command, bool withMachine = true)
    {
        if (withMachine)
        {
            command.Add(_machine);
        }

        foreach (Option option in (Option[])
        [
            _bios, _vgaBios, _memory, _cpu, _cpus, _kernel, _initrd, _append, _floppy, _disk, _cdrom, _boot, _serial, _debugConsole, _channel, _display,
            _type, _send, _until, _timeout, _device, _plugins, _recordOnly, _delay, _trace, _gdb, _gdbWait, _watchdog, _snapshotOn, _record, _history, _json,
        ])
        {
            command.Add(option);
        }

        return command;
    }

    private static Option<string?> Text(string name, string value, string description) => new(name) { HelpName = value, Description = description };

    private static Option<string[]> Texts(string name, string value, string description)
        => new(name) { HelpName = value, Description = description, Arity = ArgumentArity.OneOrMore };

    private RunOptions Read(ParseResult result, Option<bool> verbose, bool withMachine = true) => new()
    {
        MachineFile = withMachine ? result.GetValue(_machine) : null,
        Bios = result.GetValue(_bios),
        VgaBios = result.GetValue(_vgaBios),
        Memory = result.GetValue(_memory),
        Cpu = result.GetValue(_cpu),
        Cpus = result.GetValue(_cpus),
        Kernel = result.GetValue(_kernel),
        Initrd = result.GetValue(_initrd),
        Append = result.GetValue(_append),
        Floppies = result.GetValue(_floppy) ?? [],
        Disks = result.GetValue(_disk) ?? [],
        Cdrom = result.GetValue(_cdrom),
        Boot = result.GetValue(_boot),
        Serial = result.GetValue(_serial),
        DebugConsole = result.GetValue(_debugConsole),
        Channels = result.GetValue(_channel) ?? [],
        Display = result.GetValue(_display),
        Script = ReadScript(result),
        Until = result.GetValue(_until) is "" ? throw new MachineConfigurationException("--until: the text to wait for is empty") : result.GetValue(_until),
        Timeout = result.GetValue(_timeout) is { } timeout ? Parse("--timeout", () => Quantities.ParseDuration(timeout)) : null,
        Devices = result.GetValue(_device) ?? [],
        PluginFolders = result.GetValue(_plugins) ?? [],
        RecordOnly = result.GetValue(_recordOnly),
        DelaySeed = result.GetValue(_delay),
        Trace = result.GetValue(_trace) is { } trace ? Parse("--trace", () => TraceRequest.Parse(trace)) : null,
        Gdb = result.GetValue(_gdb) is { } gdb ? Parse("--gdb", () => GdbAddress.Parse(gdb)) : null,
        GdbWait = result.GetValue(_gdbWait),
        Watchdog = result.GetValue(_watchdog) is { } watchdog ? Parse("--watchdog", () => Quantities.ParseLimit(watchdog)) : TimeSpan.Zero,
        Snapshots = [.. (result.GetValue(_snapshotOn) ?? []).Select(value => Parse("--snapshot-on", () => SnapshotRequest.Parse(value)))],
        Record = result.GetValue(_record),
        History = result.GetValue(_history),
        Json = result.GetValue(_json),
        Verbose = result.GetValue(verbose),
    };

    /// <summary>The values of --type and --send, in the order of the command line.</summary>
    private List<ScriptStep> ReadScript(ParseResult result)
    {
        var steps = new List<ScriptStep>();
        string? option = null;
        foreach (Token token in result.Tokens)
        {
            if (token.Type == TokenType.Option)
            {
                option = token.Value;
            }
            else if (option is "--type" or "--send")
            {
                steps.Add(ReadStep(option, token.Value));
            }
        }

        return steps;
    }

    private static ScriptStep ReadStep(string option, string text)
    {
        int at = text.IndexOf(Separator, StringComparison.Ordinal);
        if (at < 1)
        {
            throw new MachineConfigurationException($"{option}: '{text}' has no text to wait for; write SEEN{Separator}{(option == "--type" ? "KEYS" : "TEXT")}");
        }

        string rest = text[(at + Separator.Length)..];
        return Parse(option, () => option == "--type" ? ScriptStep.Type(text[..at], rest) : ScriptStep.Send(text[..at], rest));
    }

    private static T Parse<T>(string option, Func<T> parse)
    {
        try
        {
            return parse();
        }
        catch (FormatException exception)
        {
            throw new MachineConfigurationException($"{option}: {exception.Message}", exception);
        }
    }
}
