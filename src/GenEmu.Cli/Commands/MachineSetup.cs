using GenEmu.Cli.Demo;
using Microsoft.Extensions.Logging;

namespace GenEmu.Cli.Commands;

/// <summary>Turns the options of <c>genemu run</c> into a machine.</summary>
internal sealed class MachineSetup(RunOptions options, ILoggerFactory loggers)
{
    private const string DebugConsoleKind = "genemu.debug-console";

    private readonly MachineBuilder _builder = new() { Loggers = loggers, Catalog = new DeviceCatalog { KeepsPlugins = true } };

    public MachineBuilder Build()
    {
        AddPlugins();
        if (options.IsDemo)
        {
            DemoMachine.Describe(_builder);
        }
        else if (options.MachineFile is { } file)
        {
            _builder.Load(file);
        }
        else
        {
            _builder.UsePc();
        }

        if (options.Memory is { } memory)
        {
            Named("--memory", () => _builder.Memory(memory));
        }

        if (options.Cpu is { } cpu)
        {
            Named("--cpu", () => _builder.Cpu(cpu));
        }

        if (options.Cpus is { } count)
        {
            Named("--cpus", () => _builder.Cpus(count));
        }

        _builder.RecordOnly |= options.RecordOnly;
        _builder.DelaySeed = options.DelaySeed;
        _builder.Watchdog = options.Watchdog == TimeSpan.Zero ? _builder.Watchdog : options.Watchdog;
        AddDevices();
        ConnectChannels();
        new Drives(_builder, options).Fill();
        LoadKernel();
        new Firmware(_builder, options).Add();
        return _builder;
    }

    private static void Named(string option, Action action)
    {
        try
        {
            action();
        }
        catch (Exception exception) when (exception is FormatException or MachineConfigurationException)
        {
            throw new MachineConfigurationException($"{option}: {exception.Message}", exception);
        }
    }

    private void AddPlugins()
    {
        _builder.Catalog.AddDefaultFolder();
        foreach (string folder in options.PluginFolders)
        {
            _builder.Plugins(folder);
        }
    }

    private void AddDevices()
    {
        foreach (string text in options.Devices)
        {
            NamedValues device = NamedValues.Parse("--device", text);
            if (_builder.Devices.FirstOrDefault(entry => entry.Name == device.Head) is { } existing)
            {
                foreach ((string key, string value) in device.Values)
                {
                    existing.Parameters[key] = value;
                }
            }
            else
            {
                Add(device);
            }
        }
    }

    private void Add(NamedValues device)
    {
        string kind = _builder.Catalog.Find(device.Head) is null && _builder.Catalog.Find("genemu." + device.Head) is not null ? "genemu." + device.Head : device.Head;
        var parameters = device.Values.Where(entry => entry.Key != "name").ToDictionary();
        _builder.Add(new DeviceEntry(kind, device.Values.GetValueOrDefault("name"), parameters) { Location = "--device" });
    }

    private void ConnectChannels()
    {
        if (options.Serial is { } serial)
        {
            Named("--serial", () => _builder.Channel("serial0", ChannelBinding.Parse(serial)));
        }

        foreach (string binding in options.Channels)
        {
            int at = binding.IndexOf('=', StringComparison.Ordinal);
            Named("--channel", () => _builder.Channel(
                at > 0 ? binding[..at] : throw new FormatException($"'{binding}' has no name; write NAME=stdio, NAME=null or NAME=file=FILE"), ChannelBinding.Parse(binding[(at + 1)..])));
        }

        if (options.DebugConsole is not { } text)
        {
            return;
        }

        NamedValues console = NamedValues.Parse("--debugcon", text, "port");
        Named("--debugcon", () => _builder.Channel("debugcon", console.Head == "stdio" ? ChannelBinding.StandardOutput : ChannelBinding.Parse(console.Head)));
        DeviceEntry? device = _builder.Devices.FirstOrDefault(entry => entry.Kind == DebugConsoleKind);
        if (device is null)
        {
            device = new DeviceEntry(DebugConsoleKind) { Location = "--debugcon" };
            _builder.Add(device);
        }

        if (console.Values.TryGetValue("port", out string? port))
        {
            device.Parameters["port"] = port;
        }
    }

    private void LoadKernel()
    {
        if (options.Kernel is { } kernel)
        {
            _builder.Boot(BootImage.Open(kernel, options.Initrd, options.Append ?? ""));
        }
        else if (options.Initrd is not null || options.Append is not null)
        {
            throw new MachineConfigurationException($"{(options.Initrd is null ? "--append" : "--initrd")}: there is no kernel for it; name one with --kernel FILE");
        }
    }
}
