namespace GenEmu.Board;

/// <content>Being exchanged and removed.</content>
internal sealed partial class DeviceHost
{
    private readonly Dictionary<ByteChannel, Action?> _listeners = [];
    private volatile bool _detached;

    /// <summary>Whether the device is out of the machine: nothing that it asks for has an effect any more.</summary>
    public bool IsDetached => _detached;

    /// <summary>Makes room for a successor: claims and channels are free, everything else stays as it is. <see cref="Resume"/> undoes it.</summary>
    public void Suspend()
    {
        _ports.Suspend();
        _memoryMap.Suspend();
        foreach (ByteChannel channel in _channels.Values)
        {
            _listeners[channel] = channel.Listener;
            channel.Listener = null;
        }
    }

    /// <summary>The successor is not to be: takes back what <see cref="Suspend"/> gave away.</summary>
    public void Resume()
    {
        _ports.Resume();
        _memoryMap.Resume();
        foreach ((ByteChannel channel, Action? listener) in _listeners)
        {
            channel.Listener = listener;
        }
    }

    /// <summary>Takes over the contents of a predecessor's memory, region by region in the order in which they were mapped.</summary>
    public void TakeMemoryFrom(DeviceHost former) => _memoryMap.TakeContentsFrom(former._memoryMap);

    /// <summary>Takes a predecessor's place on wires and among the services. A wire that both drive alike does not move.</summary>
    public void Connect(DeviceHost former)
    {
        _connected = true;
        _board.Services.Withdraw(Name);
        _services.ForEach(entry => _board.Services.Provide(entry.Type, entry.Service, Name));
        foreach ((string name, WireEnd end) in _wires)
        {
            end.Connect(former._wires.GetValueOrDefault(name));
        }
    }

    /// <summary>The wires that the device drives high.</summary>
    public IEnumerable<string> DrivenWires => _wires.Values.Where(end => end.IsDriven).Select(end => end.Name).Order(StringComparer.Ordinal);

    /// <summary>Makes the device drive exactly these wires high.</summary>
    public void DriveOnly(HashSet<string> wires)
    {
        foreach (WireEnd end in _wires.Values)
        {
            end.Set(wires.Contains(end.Name));
        }
    }

    /// <summary>Disarms the device's timers.</summary>
    public void CancelTimers() => _board.Timers.CancelAll(_clock);

    /// <summary>Takes the device out: claims, wires, timers, services, channels, work that it waits for.</summary>
    public void Detach()
    {
        _detached = true;
        _memory.Detach();
        _clock.Detach();
        _ports.ReleaseAll();
        _memoryMap.ReleaseAll();
        foreach (WireEnd end in _wires.Values)
        {
            end.Disconnect();
        }

        _board.Deadlines.Forget(_clock);
    }
}
