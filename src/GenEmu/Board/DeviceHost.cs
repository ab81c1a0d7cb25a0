using GenEmu.Abstractions;
using GenEmu.Core.Io;
using GenEmu.Core.Memory;
using Microsoft.Extensions.Logging;

namespace GenEmu.Board;

/// <summary>One device's view of the machine.</summary>
internal sealed class DeviceHost : IDeviceHost
{
    private readonly MachineBoard _board;
    private readonly Dictionary<string, WireEnd> _wires = [];

    public DeviceHost(MachineBoard board, string name, IReadOnlyDictionary<string, string> parameters, ILogger logger)
    {
        _board = board;
        Name = name;
        Configuration = new DeviceConfiguration(parameters);
        Logger = logger;
        Ports = new DevicePortMap(board.Bus.Ports, name);
        MemoryMap = new DeviceMemoryMap(board.Memory, name);
        Clock = new DeviceClock(board.Clock, board.Timers, board.Faults, name);
    }

    public string Name { get; }

    public IDeviceConfiguration Configuration { get; }

    public ILogger Logger { get; }

    public IPortMap Ports { get; }

    public IMemoryMap MemoryMap { get; }

    public IGuestMemory Memory => _board.Dma;

    public IVirtualClock Clock { get; }

    public IMachineFacts Machine => _board.Facts;

    public bool A20Enabled
    {
        get => _board.Requests.A20;
        set => _board.Requests.A20 = value;
    }

    public IWire Wire(string name)
    {
        if (!_wires.TryGetValue(name, out WireEnd? end))
        {
            end = new WireEnd(_board.Wire(name), Name);
            _wires.Add(name, end);
        }

        return end;
    }

    public void Provide<T>(T service)
        where T : class
        => _board.Services.Provide(typeof(T), service, Name);

    public T? Find<T>()
        where T : class
        => _board.Services.Find<T>();

    public IByteChannel Channel(string name) => _board.Channel(name).DeviceEnd(Name);

    public IDiskImage? Disk(string name) => _board.Media.Disk(name);

    public ReadOnlyMemory<byte>? File(string name) => _board.Media.File(name);

    public void RequestReset(ResetKind kind) => _board.RequestReset(kind, Name);

    public void RequestStop(int exitCode, string reason) => _board.Requests.End(MachineStopKind.Stopped, exitCode, reason);

    public void Post(Action action) => _board.Scheduler.Post(_ => _board.Faults.Guard(Name, "a posted action", action), null);

    public ValueTask CompleteAt(long latency, Task work) => _board.Deadlines.CompleteAt(latency, work);
}
