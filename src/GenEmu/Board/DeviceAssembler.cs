using GenEmu.Abstractions;
using Microsoft.Extensions.Logging;

namespace GenEmu.Board;

/// <summary>Makes devices from their descriptions and plugs them into a board.</summary>
internal sealed class DeviceAssembler(MachineBoard board, DeviceCatalog catalog, ILoggerFactory loggers)
{
    private readonly Dictionary<string, string?> _names = [];

    public IReadOnlyList<AttachedDevice> Attach(IEnumerable<DeviceEntry> entries)
    {
        var devices = new List<AttachedDevice>();
        foreach (DeviceEntry entry in entries)
        {
            devices.Add(Attach(entry));
        }

        return devices;
    }

    private AttachedDevice Attach(DeviceEntry entry)
    {
        DeviceKind kind = entry.KnownKind ?? (entry.Device is null ? Find(entry) : DeviceKind.Of(entry.Device.GetType(), source: null));
        string name = ChooseName(entry);
        CheckParameters(kind, name, entry.Parameters.Keys, entry.Location);
        IDevice device = entry.Device ?? kind.Create(entry.Location);
        var host = new DeviceHost(board, name, entry.Parameters.AsReadOnly(), loggers.CreateLogger(name));
        try
        {
            device.Attach(host);
        }
        catch (Exception exception)
        {
            throw DeviceFaults.LoadError(name, entry.Location, exception);
        }

        return new AttachedDevice(name, entry.Location, kind, device, host);
    }

    private DeviceKind Find(DeviceEntry entry)
    {
        if (catalog.Find(entry.Kind) is null)
        {
            catalog.AddDefaultFolder();
        }

        return catalog.Find(entry.Kind) ?? throw new MachineConfigurationException(At(entry) + catalog.DescribeUnknown(entry.Kind));
    }

    private string ChooseName(DeviceEntry entry)
    {
        if (entry.Name is { } given)
        {
            return _names.TryAdd(given, entry.Location)
                ? given
                : throw new MachineConfigurationException($"{At(entry)}there are two devices named '{given}'; give one another name");
        }

        string stem = entry.Kind[(entry.Kind.LastIndexOf('.') + 1)..];
        string name = stem;
        for (int number = 2; !_names.TryAdd(name, entry.Location); number++)
        {
            name = $"{stem}-{number}";
        }

        return name;
    }

    /// <summary>Checks that a kind knows every parameter.</summary>
    public static void CheckParameters(DeviceKind kind, string name, IEnumerable<string> keys, string? location)
    {
        if (kind.Parameters is not { } known)
        {
            return;
        }

        foreach (string key in keys)
        {
            if (!known.Any(parameter => parameter.Key == key))
            {
                string list = known.Count == 0 ? "it has none" : "it has " + string.Join(", ", known.Select(p => p.Key));
                throw new MachineConfigurationException($"{At(location)}device '{name}' ({kind.Id}) has no parameter '{key}'; {list}");
            }
        }
    }

    private static string At(DeviceEntry entry) => At(entry.Location);

    private static string At(string? location) => location is null ? "" : location + ": ";
}
