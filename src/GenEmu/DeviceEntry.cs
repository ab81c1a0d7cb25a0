using GenEmu.Abstractions;

namespace GenEmu;

/// <summary>A device that a machine will have.</summary>
public sealed class DeviceEntry
{
    /// <summary>Describes a device.</summary>
    /// <param name="kind">The kind's name: <c>genemu.pic</c>.</param>
    /// <param name="name">The device's name, unique in the machine; made from its kind if not given.</param>
    /// <param name="parameters">Its parameters.</param>
    public DeviceEntry(string kind, string? name = null, IReadOnlyDictionary<string, string>? parameters = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(kind);
        Kind = kind;
        Name = name;
        Parameters = new Dictionary<string, string>(parameters ?? new Dictionary<string, string>());
    }

    /// <summary>The kind's name.</summary>
    public string Kind { get; }

    /// <summary>The device's name, if one was given.</summary>
    public string? Name { get; }

    /// <summary>The parameters, text by key.</summary>
    public IDictionary<string, string> Parameters { get; }

    /// <summary>The device object, if the host gives its own.</summary>
    public IDevice? Device { get; init; }

    /// <summary>What it is one of, if that is known already.</summary>
    internal DeviceKind? KnownKind { get; init; }

    /// <summary>Where it was described, for messages: <c>pc.yaml:12:5</c>.</summary>
    public string? Location { get; init; }
}
