using GenEmu.Abstractions;
using GenEmu.Board;
using GenEmu.Core;
using GenEmu.Core.Io;
using GenEmu.Plugins;
using GenEmu.Time;

namespace GenEmu;

/// <content>Devices that wait, and devices that come and go while the guest runs.</content>
public sealed partial class Machine
{
    private readonly DeviceExchange _exchange;
    private readonly BoundaryQueue _boundary;
    private readonly DeviceCatalog? _catalog;

    /// <summary>The accesses that wait for a device now, at most one a CPU. Exact between runs and in posted actions.</summary>
    public IReadOnlyList<IoRequest> PendingAccesses
        => [.. _board.Cpus.All.Select(cpu => cpu.Waiting).Where(answer => answer is { IsCompleted: false }).Select(answer => answer!.Request)];

    /// <summary>Ends waiting accesses in their device's place: each reads as all ones, and the device's token is cancelled. May be called from any thread.</summary>
    /// <param name="device">The device's name; every device if not given.</param>
    /// <returns>How many there were, once that has been done.</returns>
    public Task<int> CancelPendingAccessesAsync(string? device = null) => _boundary.RunAsync(() =>
    {
        int count = 0;
        foreach (Vcpu cpu in _board.Cpus.All)
        {
            if (cpu.Waiting is { IsCompleted: false } answer && (device is null || answer.Request.Device == device))
            {
                cpu.EndWait(error: null);
                count++;
            }
        }

        return count;
    });

    /// <summary>Takes a device out while the guest runs, as if its card had been pulled. May be called from any thread.</summary>
    /// <remarks>
    /// Its claims, wires, timers and services go; what it still asks of its host has no effect; if it implements <see cref="IDisposable"/> it is disposed. An access that
    /// waits for it is offered to who answers at the place now, and reads as all ones where that is nobody.
    /// </remarks>
    /// <param name="name">The device's name.</param>
    /// <returns>Completes when it is out.</returns>
    /// <exception cref="MachineConfigurationException">There is no such device.</exception>
    public Task RemoveDeviceAsync(string name) => _boundary.RunAsync(() =>
    {
        _exchange.Remove(Find(name));
        return true;
    });

    /// <summary>Puts a device object of the host's own into a device's place while the guest runs. May be called from any thread.</summary>
    /// <remarks>
    /// The new device gets the old one's name and parameters, loads its <see cref="StateAttribute"/> members and the contents of its RAM, and takes over its wires without a
    /// change of their levels. An access that waits is offered to it under the same id (<see cref="IResumable"/>). Other devices and the guest go on.
    /// </remarks>
    /// <param name="name">The device's name.</param>
    /// <param name="replacement">The new device; it belongs to the machine from now on.</param>
    /// <returns>Completes when it is in place.</returns>
    /// <exception cref="MachineConfigurationException">There is no such device, or the new one cannot take its place; then the old one stays.</exception>
    public Task ReplaceDeviceAsync(string name, IDevice replacement)
    {
        ArgumentNullException.ThrowIfNull(replacement);
        return _boundary.RunAsync(() =>
        {
            _exchange.Replace([(Find(name), DeviceKind.Of(replacement.GetType(), source: null), replacement)]);
            return true;
        });
    }

    /// <summary>Loads a plugin's files anew while the guest runs, and puts new instances into the places of its devices. May be called from any thread.</summary>
    /// <remarks>
    /// As <see cref="ReplaceDeviceAsync"/>, for all of the plugin's devices together. The old code is unloaded once nothing uses it any more; an object of the plugin's that the host
    /// holds keeps it. Files are read into memory, so they can be overwritten before.
    /// </remarks>
    /// <param name="plugin">The plugin's name (its file's, without the extension), or its file.</param>
    /// <returns>Completes when the new devices are in place.</returns>
    /// <exception cref="MachineConfigurationException">The plugin cannot be loaded, or a new device cannot take its place: then all old ones stay.</exception>
    public Task ReloadPluginAsync(string plugin)
    {
        ArgumentException.ThrowIfNullOrEmpty(plugin);
        return Task.Run(async () =>
        {
            DeviceCatalog catalog = _catalog ?? throw new PluginException($"{plugin}: this machine was built without plugins");
            using PluginSuccession succession = catalog.LoadAgain(plugin);
            await _boundary.RunAsync(() => Succeed(succession)).ConfigureAwait(false);
        });
    }

    private bool Succeed(PluginSuccession succession)
    {
        var replacements = new List<(AttachedDevice Old, DeviceKind Kind, IDevice Device)>();
        foreach (AttachedDevice old in _board.Devices.Where(device => device.Kind.Source == succession.File))
        {
            DeviceKind kind = succession.Find(old.Kind.Id)
                ?? throw new PluginException($"{succession.File}: the new plugin has no device kind '{old.Kind.Id}', which '{old.Name}' is one of; the old plugin stays");
            DeviceAssembler.CheckParameters(kind, old.Name, old.Host.Parameters.Keys, old.Location);
            replacements.Add((old, kind, kind.Create(old.Location)));
        }

        _exchange.Replace(replacements);
        succession.Commit();
        return true;
    }

    private AttachedDevice Find(string name)
        => _board.Devices.Find(device => device.Name == name)
            ?? throw new MachineConfigurationException($"there is no device '{name}'; there are {string.Join(", ", _board.Devices.Select(device => device.Name))}");
}
