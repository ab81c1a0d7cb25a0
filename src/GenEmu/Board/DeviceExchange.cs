using GenEmu.Abstractions;
using GenEmu.Core.State;

namespace GenEmu.Board;

/// <summary>Takes devices out of a machine and puts others in their places, at an instruction boundary.</summary>
internal sealed class DeviceExchange(MachineBoard board)
{
    /// <summary>Takes a device out. Accesses to it read as all ones from now on, one that waits included.</summary>
    public void Remove(AttachedDevice device)
    {
        board.Bus.FlushWrites();
        device.Host.Suspend();
        board.Services.Withdraw(device.Name);
        board.Devices.Remove(device);
        Retire(device);
        Reoffer([device.Name]);
    }

    /// <summary>The machine is switched off: no access waits any more, and every device goes, the last one first.</summary>
    public void RemoveAll()
    {
        foreach (Core.Vcpu cpu in board.Cpus.All)
        {
            cpu.Waiting?.Cancel();
        }

        for (int i = board.Devices.Count - 1; i >= 0; i--)
        {
            Retire(board.Devices[i]);
        }

        board.Deadlines.Forget(null);
        board.Scheduler.Close();
    }

    /// <summary>Puts new devices into the places of old ones, state included: all of them, or, if one cannot, none.</summary>
    /// <exception cref="MachineConfigurationException">A new device cannot take its place; the old ones stay.</exception>
    public void Replace(IReadOnlyList<(AttachedDevice Old, DeviceKind Kind, IDevice Device)> successions)
    {
        board.Bus.FlushWrites();
        StateBag?[] states = [.. successions.Select(s => Save(s.Old, s.Device))];
        foreach ((AttachedDevice old, _, _) in successions)
        {
            old.Host.Suspend();
        }

        var successors = new List<AttachedDevice>();
        try
        {
            for (int i = 0; i < successions.Count; i++)
            {
                (AttachedDevice old, DeviceKind kind, IDevice device) = successions[i];
                var host = new DeviceHost(board, old.Name, old.Host.Parameters, old.Host.Logger, connected: false);
                successors.Add(new AttachedDevice(old.Name, old.Location, kind, device, host));
                Install(successors[i], old, states[i]);
            }
        }
        catch (MachineConfigurationException)
        {
            successors.ForEach(successor => successor.Host.Detach());
            TakeBack(successions, states);
            throw;
        }

        for (int i = 0; i < successions.Count; i++)
        {
            AttachedDevice old = successions[i].Old;
            successors[i].Host.Connect(old.Host);
            board.Devices[board.Devices.IndexOf(old)] = successors[i];
            Retire(old);
        }

        Reoffer([.. successors.Select(successor => successor.Name)]);
    }

    private static StateBag? Save(AttachedDevice old, IDevice device)
    {
        if (old.Device is not IStateful former)
        {
            return null;
        }

        if (device is not IStateful successor)
        {
            throw Refuse(old.Name, "it has no state, but the device in its place has");
        }

        if (successor.StateVersion < former.StateVersion)
        {
            throw Refuse(old.Name, $"it knows states up to version {successor.StateVersion}, but the device in its place has version {former.StateVersion}");
        }

        return Try(old.Name, "saving the state of the device in its place", () => StateBag.Of(former));
    }

    private static void Install(AttachedDevice successor, AttachedDevice old, StateBag? state)
    {
        Try(successor.Name, "being attached", () =>
        {
            successor.Device.Attach(successor.Host);
            successor.Device.Reset(ResetKind.PowerOn);
            successor.Host.TakeMemoryFrom(old.Host);
            return true;
        });
        if (state is not null)
        {
            Try(successor.Name, $"loading the state of version {state.Version}", () =>
            {
                ((IStateful)successor.Device).Load(state, state.Version);
                return true;
            });
        }
    }

    /// <summary>The old devices stay. They load their own state again, so that what they told others (slots, claims) is in place again.</summary>
    private void TakeBack(IReadOnlyList<(AttachedDevice Old, DeviceKind Kind, IDevice Device)> successions, StateBag?[] states)
    {
        for (int i = 0; i < successions.Count; i++)
        {
            AttachedDevice old = successions[i].Old;
            old.Host.Resume();
            if (states[i] is { } state)
            {
                board.Faults.Guard(old.Name, "taking back its place", () => ((IStateful)old.Device).Load(state, state.Version));
            }
        }

        board.ApplyChanges();
    }

    private void Retire(AttachedDevice device)
    {
        device.Host.Detach();
        if (device.Device is IDisposable disposable)
        {
            board.Faults.Guard(device.Name, "being disposed", disposable.Dispose);
        }
    }

    /// <summary>The map is new: accesses that wait for one of these devices are offered to who answers now.</summary>
    private void Reoffer(HashSet<string> devices)
    {
        board.ApplyChanges();
        foreach (Core.Vcpu cpu in board.Cpus.All)
        {
            if (cpu.Waiting is { } answer && devices.Contains(answer.Request.Device))
            {
                cpu.Reoffer();
            }
        }
    }

    private static T Try<T>(string name, string activity, Func<T> action)
    {
        try
        {
            return action();
        }
        catch (Exception exception)
        {
            string what = exception is DeviceConfigurationException or ClaimOverlapException or InvalidDataException
                ? exception.Message
                : $"its code threw {exception.GetType().Name}: {exception.Message}";
            throw Refuse(name, $"{activity}: {what}", exception);
        }
    }

    private static MachineConfigurationException Refuse(string name, string why, Exception? cause = null)
    {
        string message = $"device '{name}' stays as it is; the new one cannot take its place: {why}";
        return cause is null ? new MachineConfigurationException(message) : new MachineConfigurationException(message, cause);
    }
}
