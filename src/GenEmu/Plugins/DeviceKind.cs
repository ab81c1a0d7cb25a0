using System.Reflection;
using GenEmu.Abstractions;

namespace GenEmu;

/// <summary>A kind of device: what a plugin offers, and a machine has instances of.</summary>
public sealed class DeviceKind
{
    private readonly Type _type;

    private DeviceKind(Type type, string id, int version, string summary, IReadOnlyList<DeviceParameter>? parameters, string? source)
    {
        _type = type;
        (Id, Version, Summary, Parameters, Source) = (id, version, summary, parameters, source);
    }

    /// <summary>The kind's name: <c>genemu.pic</c>.</summary>
    public string Id { get; }

    /// <summary>The version of its saved state.</summary>
    public int Version { get; }

    /// <summary>One line on it.</summary>
    public string Summary { get; }

    /// <summary>The parameters it takes; <see langword="null"/> if that is not known.</summary>
    public IReadOnlyList<DeviceParameter>? Parameters { get; }

    /// <summary>The plugin's file; <see langword="null"/> for a device object of the host's.</summary>
    public string? Source { get; }

    /// <summary>Whether another one can be made without knowing more: a class that says of itself what it is, and is no object that somebody has set up.</summary>
    internal bool CanBeMade => _type.IsDefined(typeof(DeviceAttribute), inherit: false) && _type.GetConstructor(Type.EmptyTypes) is not null;

    /// <summary>The kind that a device class is.</summary>
    internal static DeviceKind Of(Type type, string? source)
    {
        DeviceAttribute? attribute = type.GetCustomAttribute<DeviceAttribute>();
        return attribute is null
            ? new DeviceKind(type, type.Name, 1, "", null, source)
            : new DeviceKind(type, attribute.Id, attribute.Version, attribute.Summary, ParametersOf(type), source);
    }

    /// <summary>Makes a device, not attached to anything yet.</summary>
    /// <returns>The device.</returns>
    /// <exception cref="PluginException">Its constructor threw.</exception>
    public IDevice Create() => Create(location: null);

    /// <summary>Makes a device.</summary>
    /// <param name="location">Where it was asked for, for messages.</param>
    internal IDevice Create(string? location)
    {
        try
        {
            return (IDevice)Activator.CreateInstance(_type)!;        // only Nullable<T> gives null
        }
        catch (Exception exception)
        {
            Exception cause = (exception as TargetInvocationException)?.InnerException ?? exception;
            throw new PluginException(
                $"{(location is null ? "" : location + ": ")}{Source ?? _type.Name}: the constructor of {Id} threw {cause.GetType().Name}: {cause.Message}; remove the device or repair the plugin",
                cause);
        }
    }

    private static List<DeviceParameter> ParametersOf(Type type)
    {
        var parameters = new List<DeviceParameter>();
        foreach (PortBaseAttribute port in type.GetCustomAttributes<PortBaseAttribute>())
        {
            parameters.Add(new DeviceParameter(port.Name, $"0x{port.Address:X}", "the first port"));
        }

        foreach (MmioBaseAttribute memory in type.GetCustomAttributes<MmioBaseAttribute>())
        {
            parameters.Add(new DeviceParameter(memory.Name, $"0x{memory.Address:X}", "the first address"));
        }

        foreach (FieldInfo field in type.GetFields(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic))
        {
            if (field.GetCustomAttribute<ParameterAttribute>() is { } parameter)
            {
                parameters.Add(new DeviceParameter(parameter.Key, null, parameter.Summary));
            }
        }

        return parameters;
    }
}
