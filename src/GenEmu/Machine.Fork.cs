using GenEmu.Abstractions;
using GenEmu.Board;

namespace GenEmu;

/// <content>Forks.</content>
public sealed partial class Machine
{
    /// <summary>Makes a second machine that stands where this one does and goes its own way from here on. Changes nothing in this one.</summary>
    /// <param name="deviceFor">
    /// Makes the fork's instance of a device, given this machine's; <see langword="null"/> leaves that to the fork. Needed for devices that are objects of the host's own, unless their
    /// class is marked <see cref="DeviceAttribute"/> and has a constructor without parameters. The new device loads its <see cref="StateAttribute"/> members; it belongs to the fork.
    /// </param>
    /// <returns>The fork. Both may run at the same time; who disposes of one leaves the other as it is.</returns>
    /// <remarks>
    /// <para>For the time between runs, or for actions posted. The fork has: CPUs, memory, virtual time, input that nobody has taken, keys that are still to be typed, an access that waits (it is
    /// offered to the fork's own device under the same id). Pages of memory are shared until one of both writes to them.</para>
    /// <para>Of the host's side it has: new instances of the devices with the same parameters, from the same plugins; the same files by name; disks opened a second time with an overlay of their own
    /// where this machine has one; the host's breakpoints, at the same places. It has not: what channels are connected to (attach to <see cref="Channel"/>), a tracer,
    /// what <see cref="MachineBuilder.Attach"/> did, watches of <see cref="When"/>, subscriptions.</para>
    /// </remarks>
    /// <exception cref="MachineConfigurationException">A device or a disk cannot be there twice: a host's own object, or a disk whose file is written to. The message names it.</exception>
    /// <exception cref="InvalidOperationException">The machine runs, and this is no posted action.</exception>
    public Machine Fork(Func<MachineDevice, IDevice?>? deviceFor = null)
    {
        Snapshot snapshot = TakeSnapshot();
        DeviceEntry[] devices = [.. _board.Devices.Select(device => EntryOf(device, deviceFor))];
        var board = new MachineBoard(_board.Settings, _board.Media.Fork(), _board.Loggers) { BootImage = _board.BootImage };
        var fork = new Machine(board, _board.Settings, _catalog);
        foreach (IDisposable disk in board.Media.Disks.Values.OfType<IDisposable>())
        {
            fork.Own(disk);
        }

        try
        {
            board.Scheduler.Run(() =>
            {
                board.Devices.AddRange(new DeviceAssembler(board, _catalog ?? new DeviceCatalog(), board.Loggers).Attach(devices));
                board.ApplyChanges();
                fork._snapshotter.Adopt(snapshot);
                return true;
            });
        }
        catch
        {
            fork.Release();
            throw;
        }

        fork._loop.LastReset = _loop.LastReset;
        return fork;
    }

    private static DeviceEntry EntryOf(AttachedDevice device, Func<MachineDevice, IDevice?>? deviceFor)
    {
        IDevice? made = deviceFor?.Invoke(new MachineDevice(device.Name, device.Device));
        DeviceKind kind = made is null || made.GetType() == device.Device.GetType() ? device.Kind : DeviceKind.Of(made.GetType(), source: null);
        if (made is null && !kind.CanBeMade)
        {
            throw new MachineConfigurationException($"device '{device.Name}' ({kind.Id}) is an object of the host's own; give {nameof(Fork)} a function that makes the fork's");
        }

        return new DeviceEntry(kind.Id, device.Name, device.Host.Parameters) { Device = made, KnownKind = kind, Location = device.Location };
    }
}
