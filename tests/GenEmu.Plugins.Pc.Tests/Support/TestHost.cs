using GenEmu.Abstractions;
using Microsoft.Extensions.Logging;

namespace GenEmu.Plugins.Pc.Tests.Support;

/// <summary>One device's view of a <see cref="TestBoard"/>.</summary>
internal sealed class TestHost(TestBoard board, string name, string parameters) : IDeviceHost
{
    private readonly Dictionary<string, IWire> _wires = new(StringComparer.Ordinal);

    public string Name => name;

    public IDeviceConfiguration Configuration { get; } = new TestConfiguration(parameters);

    public ILogger Logger => board.Log;

    public IPortMap Ports { get; } = board.PortMap.For(name);

    public IMemoryMap MemoryMap => board.MemoryMap;

    public IGuestMemory Memory => board.Memory;

    public IVirtualClock Clock => board.Clock;

    public IMachineFacts Machine => board.Facts;

    public bool A20Enabled
    {
        get => board.A20Enabled;
        set => board.A20Enabled = value;
    }

    public IWire Wire(string name)
    {
        if (!_wires.TryGetValue(name, out IWire? wire))
        {
            _wires[name] = wire = board.Net(name).Connect();
        }

        return wire;
    }

    public void Provide<T>(T service)
        where T : class => board.Services.Add((typeof(T), service));

    public T? Find<T>()
        where T : class => board.Find<T>();

    public IByteChannel Channel(string name) => board.Channel(name);

    public IDiskImage? Disk(string name) => board.Disks.GetValueOrDefault(name);

    public ReadOnlyMemory<byte>? File(string name) => board.Files.TryGetValue(name, out byte[]? bytes) ? bytes.AsMemory() : default(ReadOnlyMemory<byte>?);

    public void RequestReset(ResetKind kind) => board.Resets.Add(kind);

    public void RequestStop(int exitCode, string reason) => board.Stops.Add((exitCode, reason));

    public void Post(Action action) => board.Posted.Enqueue(action);

    public ValueTask CompleteWhenDone(Task work) => new(work);

    public async ValueTask CompleteAt(long latency, Task work)
    {
        TaskCompletionSource done = new();
        using IDeviceTimer timer = Clock.CreateTimer(() =>
        {
            Task.WaitAny([work]);       // virtual time waits for the host
            done.SetResult();
        });
        timer.Arm(Clock.Now + latency);
        await done.Task;
        await work;
    }
}
