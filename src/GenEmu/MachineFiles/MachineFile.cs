using System.Globalization;
using YamlDotNet.RepresentationModel;

namespace GenEmu.MachineFiles;

/// <summary>A machine file: read strictly, then applied to a builder key by key.</summary>
internal sealed class MachineFile
{
    private const int MostMegahertz = 100_000;

    private readonly YamlSource _source;
    private readonly YamlMappingNode? _root;
    private readonly string _folder;

    private MachineFile(string name, string folder, TextReader text)
    {
        _source = new YamlSource(name);
        _folder = folder;
        _root = _source.Read(text);
    }

    public static MachineFile Load(string path)
    {
        try
        {
            using var text = new StreamReader(path);
            return new MachineFile(path, Path.GetDirectoryName(Path.GetFullPath(path)) ?? "", text);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw HostFile.Unreadable(path, "machine file", exception);
        }
    }

    /// <summary>The PC that a command line without a machine file runs.</summary>
    public static MachineFile BuiltIn()
    {
        using Stream stream = typeof(MachineFile).Assembly.GetManifestResourceStream("pc.yaml")!;     // embedded by the project file
        using var text = new StreamReader(stream);
        return new MachineFile("built-in pc.yaml", "", text);
    }

    public void ApplyTo(MachineBuilder builder)
    {
        if (_root is null)
        {
            return;
        }

        foreach ((string key, YamlNode value) in _source.Entries(
            _root, "a machine file", "memory", "cpu", "cpus", "clock", "plugins", "devices", "channels", "disks", "files", "trace", "on-device-fault", "on-triple-fault", "watchdog"))
        {
            switch (key)
            {
                case "memory":
                    string size = _source.Text(value, key);
                    _source.Within(value, () => builder.Memory(size));
                    break;
                case "cpu":
                    ReadCpu(builder, value);
                    break;
                case "cpus":
                    builder.Cpus(_source.Number(value, key, MachineBuilder.MostCpus));
                    break;
                case "clock":
                    ReadClock(builder, value);
                    break;
                case "plugins":
                    ReadPlugins(builder, value);
                    break;
                case "devices":
                    ReadDevices(builder, value);
                    break;
                case "channels":
                    ReadChannels(builder, value);
                    break;
                case "disks":
                    ReadDisks(builder, value);
                    break;
                case "files":
                    ReadFiles(builder, value);
                    break;
                case "trace":
                    ReadTrace(builder, value);
                    break;
                case "watchdog":
                    string limit = _source.Text(value, key);
                    _source.Within(value, () => builder.Watchdog = Quantities.ParseLimit(limit));
                    break;
                case "on-device-fault":
                    builder.OnDeviceFault = _source.Choice<DeviceFaultPolicy>(value, key);
                    break;
                default:
                    builder.OnTripleFault = _source.Choice<TripleFaultPolicy>(value, key);
                    break;
            }
        }
    }

    private void ReadCpu(MachineBuilder builder, YamlNode node)
    {
        foreach ((string key, YamlNode value) in _source.Entries(node, "cpu", "model", "record-only"))
        {
            if (key == "model")
            {
                string model = _source.Text(value, key);
                _source.Within(value, () => builder.Cpu(model));
            }
            else
            {
                builder.RecordOnly = _source.Flag(value, key);
            }
        }
    }

    private void ReadClock(MachineBuilder builder, YamlNode node)
    {
        foreach ((string key, YamlNode value) in _source.Entries(node, "clock", "mips", "tsc-mhz", "start", "real-time"))
        {
            builder.Clock = key switch
            {
                "mips" => builder.Clock with { Mips = _source.Number(value, key, MostMegahertz) },
                "tsc-mhz" => builder.Clock with { TscMhz = _source.Number(value, key, MostMegahertz) },
                "start" => builder.Clock with { Start = ReadStart(value) },
                _ => builder.Clock with { FollowRealTime = _source.Flag(value, key) },
            };
        }
    }

    private DateTimeOffset ReadStart(YamlNode node)
        => DateTimeOffset.TryParse(_source.Text(node, "start"), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out DateTimeOffset start)
            ? start
            : throw _source.Error(node, "start is a date and time, such as 2020-01-01T00:00:00Z");

    private void ReadPlugins(MachineBuilder builder, YamlNode node)
    {
        foreach (YamlNode item in _source.Items(node, "plugins"))
        {
            string folder = Resolve(_source.Text(item, "a plugin folder"));
            _source.Within(item, () => builder.Plugins(folder));
        }
    }

    private void ReadDevices(MachineBuilder builder, YamlNode node)
    {
        foreach (YamlNode item in _source.Items(node, "devices"))
        {
            string? kind = null;
            string? name = null;
            var parameters = new Dictionary<string, string>();
            foreach ((string key, YamlNode value) in _source.Entries(item, "a device"))
            {
                string text = _source.Text(value, $"'{key}'");
                switch (key)
                {
                    case "kind":
                        kind = text;
                        break;
                    case "name":
                        name = text;
                        break;
                    default:
                        parameters.Add(key, text);
                        break;
                }
            }

            builder.Add(new DeviceEntry(kind ?? throw _source.Error(item, "a device needs a kind, such as 'kind: genemu.pic'"), name, parameters)
            {
                Location = _source.Location(item),
            });
        }
    }

    private void ReadChannels(MachineBuilder builder, YamlNode node)
    {
        foreach ((string key, YamlNode value) in _source.Entries(node, "channels"))
        {
            string binding = _source.Text(value, key);
            _source.Within(value, () => builder.Channel(key, ChannelBinding.Parse(binding, _folder)));
        }
    }

    private void ReadDisks(MachineBuilder builder, YamlNode node)
    {
        foreach ((string drive, YamlNode value) in _source.Entries(node, "disks"))
        {
            string? path = value is YamlScalarNode ? _source.Text(value, drive) : null;
            bool writable = false;
            bool overlay = false;
            foreach ((string key, YamlNode setting) in value is YamlScalarNode ? [] : _source.Entries(value, drive, "file", "rw", "overlay"))
            {
                path = key == "file" ? _source.Text(setting, key) : path;
                writable = key == "rw" ? _source.Flag(setting, key) : writable;
                overlay = key == "overlay" ? _source.Flag(setting, key) : overlay;
            }

            string image = Resolve(path ?? throw _source.Error(value, $"{drive} needs a file"));
            _source.Within(value, () => builder.Disk(drive, image, DriveMedium.Access(writable, overlay)));
        }
    }

    private void ReadFiles(MachineBuilder builder, YamlNode node)
    {
        foreach ((string key, YamlNode value) in _source.Entries(node, "files"))
        {
            string path = Resolve(_source.Text(value, key));
            _source.Within(value, () => builder.File(key, path));
        }
    }

    private void ReadTrace(MachineBuilder builder, YamlNode node)
    {
        string text = _source.Text(node, "trace");
        _source.Within(node, () =>
        {
            TraceRequest request = TraceRequest.Parse(text);
            builder.Trace((request.File is null ? request : request with { File = Resolve(request.File) }).Open(Console.Error));
        });
    }

    private string Resolve(string path) => Path.Combine(_folder, path);
}
