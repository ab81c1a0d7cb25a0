using GenEmu.Abstractions;
using GenEmu.Core.Io;
using GenEmu.Core.Memory;
using Microsoft.Extensions.Logging;

namespace GenEmu.Board;

/// <summary>One device's view of the machine.</summary>
internal sealed partial class DeviceHost : IDeviceHost
{
    private readonly MachineBoard _board;
    private readonly DevicePortMap _ports;
    private readonly DeviceMemoryMap _memoryMap;
    private readonly DeviceClock _clock;
    private readonly BusMaster _memory;
    private readonly Dictionary<string, WireEnd> _wires = [];
    private readonly Dictionary<string, ByteChannel> _channels = [];
    private readonly List<(Type Type, object Service)> _services = [];
    private bool _connected;

    /// <summary>Makes the view.</summary>
    /// <param name="board">The machine.</param>
    /// <param name="name">The device's name.</param>
    /// <param name="parameters">Its parameters.</param>
    /// <param name="logger">Its log.</param>
    /// <param name="connected">Whether its wires and services work at once, or only after <see cref="Connect"/>.</param>
    public DeviceHost(MachineBoard board, string name, IReadOnlyDictionary<string, string> parameters, ILogger logger, bool connected = true)
    {
        _board = board;
        _connected = connected;
        Name = name;
        Parameters = parameters;
        Configuration = new DeviceConfiguration(parameters);
        Logger = logger;
        _ports = new DevicePortMap(board.Bus.Ports, name);
        _memoryMap = new DeviceMemoryMap(board.Memory, name);
        _memory = new BusMaster(board.Dma);
        _clock = new DeviceClock(board.Clock, board.Timers, board.Faults, name);
    }

    public string Name { get; }

    /// <summary>The device's parameters as they were given.</summary>
    public IReadOnlyDictionary<string, string> Parameters { get; }

    public IDeviceConfiguration Configuration { get; }

    public ILogger Logger { get; }

    public IPortMap Ports => _ports;

    public IMemoryMap MemoryMap => _memoryMap;

    public IGuestMemory Memory => _memory;

    public IVirtualClock Clock => _clock;

    public IMachineFacts Machine => _board.Facts;

    public bool A20Enabled
    {
        get => _board.Requests.A20;
        set
        {
            if (!IsDetached)
            {
                _board.Requests.A20 = value;
            }
        }
    }

    public IWire Wire(string name)
    {
        if (!_wires.TryGetValue(name, out WireEnd? end))
        {
            end = new WireEnd(_board.Wire(name), Name, _connected);
            _wires.Add(name, end);
        }

        return end;
    }

    public void Provide<T>(T service)
        where T : class
    {
        _services.Add((typeof(T), service));
        if (_connected)
        {
            _board.Services.Provide(typeof(T), service, Name);
        }
    }

    public T? Find<T>()
        where T : class
        => _board.Services.Find<T>();

    public IByteChannel Channel(string name)
    {
        _channels.TryAdd(name, _board.Channel(name));
        return _channels[name].DeviceEnd(Name, () => IsDetached);
    }

    public IDiskImage? Disk(string name) => _board.Media.Disk(name);

    public ReadOnlyMemory<byte>? File(string name) => _board.Media.File(name);

    public void RequestReset(ResetKind kind)
    {
        if (!IsDetached)
        {
            _board.RequestReset(kind, Name);
        }
    }

    public void RequestStop(int exitCode, string reason)
    {
        if (!IsDetached)
        {
            _board.Requests.End(MachineStopKind.Stopped, exitCode, reason);
        }
    }

    public void Post(Action action)
    {
        if (!IsDetached)
        {
            _board.Scheduler.Post(_ => Run(action), $"{Name}'s {action.Method.Name}");
        }
    }

    public ValueTask CompleteAt(long latency, Task work)
        => IsDetached ? ValueTask.FromCanceled(new CancellationToken(canceled: true)) : _board.Deadlines.CompleteAt(_clock, latency, work);

    public ValueTask CompleteWhenDone(Task work)
        => IsDetached ? ValueTask.FromCanceled(new CancellationToken(canceled: true)) : _board.Deadlines.CompleteWhenDone(_clock, work);

    private void Run(Action action)
    {
        if (!IsDetached)
        {
            _board.Faults.Guard(Name, "a posted action", action);
        }
    }
}
