using GenEmu.Abstractions;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace GenEmu.Devices.Generators.Tests.Support;

/// <summary>A machine for one device, without a CPU: the test plays the program, and virtual time passes only when it says so.</summary>
internal sealed class FakeHost : IDeviceHost, IDisposable
{
    private readonly CancellationTokenSource _reset = new();
    private readonly Dictionary<string, FakeWire> _wires = new(StringComparer.Ordinal);
    private readonly FakeClock _clock = new();

    public FakeHost(IDevice device, string parameters = "")
    {
        Configuration = new FakeConfiguration(parameters);
        Ports = new FakePorts(PortBus, _reset.Token);
        MemoryMap = new FakeMemoryMap(MemoryBus, _reset.Token);
        Device = device;
        device.Attach(this);
        device.Reset(ResetKind.PowerOn);
    }

    public IDevice Device { get; }

    public FakeBus PortBus { get; } = new();

    public FakeBus MemoryBus { get; } = new();

    public IReadOnlyDictionary<string, FakeWire> Wires => _wires;

    public string Name => "device0";

    public IDeviceConfiguration Configuration { get; }

    public ILogger Logger => NullLogger.Instance;

    public IPortMap Ports { get; }

    public IMemoryMap MemoryMap { get; }

    public IGuestMemory Memory => throw new NotSupportedException();

    public IVirtualClock Clock => _clock;

    public IMachineFacts Machine => throw new NotSupportedException();

    public bool A20Enabled { get; set; }

    public byte In8(int port) => (byte)PortBus.Read((ulong)port, 1);

    public ushort In16(int port) => (ushort)PortBus.Read((ulong)port, 2);

    public uint In32(int port) => (uint)PortBus.Read((ulong)port, 4);

    public void Out8(int port, int value) => PortBus.Write((ulong)port, 1, (ulong)value);

    public void Out16(int port, int value) => PortBus.Write((ulong)port, 2, (ulong)value);

    public void Out32(int port, uint value) => PortBus.Write((ulong)port, 4, value);

    /// <summary>Lets virtual time pass; what was promised for then becomes visible.</summary>
    public void Advance(long nanoseconds) => _clock.Advance(nanoseconds);

    /// <summary>Forgets every access that waits.</summary>
    public void CancelAccesses() => _reset.Cancel();

    public async ValueTask CompleteAt(long latency, Task work)
    {
        TaskCompletionSource due = new();
        using IDeviceTimer timer = Clock.CreateTimer(due.SetResult);
        timer.Arm(Clock.Now + latency);
        await due.Task;
        await work;
    }

    public ValueTask CompleteWhenDone(Task work) => new(work);

    public IWire Wire(string name)
    {
        if (!_wires.TryGetValue(name, out FakeWire? wire))
        {
            _wires[name] = wire = new FakeWire(name);
        }

        return wire;
    }

    public void Provide<T>(T service)
        where T : class => throw new NotSupportedException();

    public T? Find<T>()
        where T : class => null;

    public IByteChannel Channel(string name) => throw new NotSupportedException();

    public IDiskImage? Disk(string name) => null;

    public ReadOnlyMemory<byte>? File(string name) => null;

    public void RequestReset(ResetKind kind) => throw new NotSupportedException();

    public void RequestStop(int exitCode, string reason) => throw new NotSupportedException();

    public void Post(Action action) => throw new NotSupportedException();

    public void Dispose() => _reset.Dispose();
}
