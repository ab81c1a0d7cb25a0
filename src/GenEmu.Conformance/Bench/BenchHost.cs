using GenEmu.Abstractions;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace GenEmu.Conformance.Bench;

/// <summary>One device's view of the bench.</summary>
internal sealed class BenchHost : IDeviceHost, IDeviceConfiguration, IVirtualClock, IMachineFacts
{
    private static readonly DateTimeOffset Start = new(2020, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private readonly BenchBoard _board;
    private readonly IReadOnlyDictionary<string, string> _parameters;
    private readonly BenchMaps _maps;
    private readonly BenchMemory _memory;
    private readonly Dictionary<string, BenchChannel> _channels = new(StringComparer.Ordinal);
    private readonly Dictionary<string, BenchWire.End> _wires = new(StringComparer.Ordinal);
    private readonly List<BenchTimer> _timers = [];

    public BenchHost(BenchBoard board, string name, IReadOnlyDictionary<string, string> parameters)
    {
        _board = board;
        _parameters = parameters;
        Name = name;
        _maps = new BenchMaps(this, board);
        _memory = new BenchMemory(this, board.Ram);
    }

    public string Name { get; }

    /// <summary>The device was taken out.</summary>
    public bool IsUnloaded { get; private set; }

    public IReadOnlyDictionary<string, BenchChannel> Channels => _channels;

    public IDeviceConfiguration Configuration => this;

    public ILogger Logger => NullLogger.Instance;

    public IPortMap Ports => _maps;

    public IMemoryMap MemoryMap => _maps;

    public IGuestMemory Memory => _memory;

    public IVirtualClock Clock => this;

    public IMachineFacts Machine => this;

    public bool A20Enabled
    {
        get => _board.A20Enabled;
        set
        {
            Enter("A20Enabled");
            if (value != _board.A20Enabled)
            {
                Note($"A20 := {(value ? 1 : 0)}");
                _board.A20Enabled = value;
            }
        }
    }

    public IReadOnlyCollection<string> Keys => [.. _parameters.Keys];

    public long Now
    {
        get
        {
            Enter("IVirtualClock.Now");
            return _board.Clock.Now;
        }
    }

    public DateTimeOffset Calendar => Start.AddTicks(Now / 100);

    public ulong MemorySize => BenchMemory.Size;

    public ulong LowMemorySize => BenchMemory.Size;

    public int CpuCount => 1;

    public string? this[string key] => _parameters.GetValueOrDefault(key);

    /// <summary>A call of the device's arrives: is it on the right thread, and still the device's time?</summary>
    public void Enter(string member)
    {
        if (IsUnloaded && !_board.Scheduler.IsOwner)
        {
            _board.Report(ConformanceRule.Unload, $"{Name} uses its host ({member}) from a thread of its own after it was unloaded; end the thread in Dispose, or its code stays loaded");
        }
        else if (!_board.Scheduler.IsOwner)
        {
            _board.Report(
                ConformanceRule.Threads,
                $"{member} was called on another thread; only Host.Post may be. Is there a ConfigureAwait(false), or a Task.Run that uses the host?");
        }
    }

    public void Note(string what) => _board.Note(Name, what);

    public IDeviceTimer CreateTimer(Action callback)
    {
        Enter("IVirtualClock.CreateTimer");
        var timer = new BenchTimer(_board.Clock, () => _board.Guard(Name, "a timer", callback));
        _timers.Add(timer);
        return timer;
    }

    public IWire Wire(string name)
    {
        Enter("IDeviceHost.Wire");
        if (!_wires.TryGetValue(name, out BenchWire.End? end))
        {
            _wires[name] = end = new BenchWire.End(_board.Wire(name), this);
        }

        return end;
    }

    public void Provide<T>(T service)
        where T : class
        => _board.Services.Add((typeof(T), service, Name));

    public T? Find<T>()
        where T : class
    {
        Enter("IDeviceHost.Find");
        return _board.Find<T>();
    }

    public IByteChannel Channel(string name)
    {
        Enter("IDeviceHost.Channel");
        if (!_channels.TryGetValue(name, out BenchChannel? channel))
        {
            _channels[name] = channel = new BenchChannel(name, this, _board);
        }

        return channel;
    }

    public IDiskImage? Disk(string name) => _board.Disks.GetValueOrDefault(name);

    public ReadOnlyMemory<byte>? File(string name) => _board.Options.Files.TryGetValue(name, out ReadOnlyMemory<byte> contents) ? contents : null;

    public void RequestReset(ResetKind kind)
    {
        Enter("IDeviceHost.RequestReset");
        Note($"asks for a reset ({kind})");
    }

    public void RequestStop(int exitCode, string reason)
    {
        Enter("IDeviceHost.RequestStop");
        Note($"asks for the end ({exitCode})");
    }

    public void Post(Action action)
    {
        if (IsUnloaded)
        {
            Enter("IDeviceHost.Post");
        }

        _board.Scheduler.Post(
            _ =>
            {
                if (!IsUnloaded)
                {
                    _board.Guard(Name, "a posted action", action);
                }
            },
            null);
    }

    public ValueTask CompleteAt(long latency, Task work)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(latency);
        ArgumentNullException.ThrowIfNull(work);
        Enter("IDeviceHost.CompleteAt");
        return _board.CompleteAt(latency, work);
    }

    public ValueTask CompleteWhenDone(Task work)
    {
        ArgumentNullException.ThrowIfNull(work);
        Enter("IDeviceHost.CompleteWhenDone");
        return _board.CompleteWhenDone(work);
    }

    /// <summary>Takes the device out: its timers and what it has posted go with it.</summary>
    public void Unload()
    {
        foreach (BenchTimer timer in _timers)
        {
            timer.Dispose();
        }

        IsUnloaded = true;
    }
}
