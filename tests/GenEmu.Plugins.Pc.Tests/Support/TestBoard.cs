using System.Collections.Concurrent;
using GenEmu.Abstractions;

namespace GenEmu.Plugins.Pc.Tests.Support;

/// <summary>
/// A board without a CPU: devices share its ports, wires, clock and services, and the test plays the program. Every port access
/// ends at an instruction boundary, so posted work and overdue timers run after it. Requested resets are only recorded; <see cref="Reset"/> does one.
/// </summary>
public sealed class TestBoard
{
    private readonly Dictionary<string, TestNet> _nets = new(StringComparer.Ordinal);
    private readonly Dictionary<string, TestChannel> _channels = new(StringComparer.Ordinal);
    private readonly List<(string Name, IDevice Device)> _devices = [];

    public TestBoard(int memorySize = 1 << 20) => Memory = new TestMemory(memorySize);

    public TestClock Clock { get; } = new();

    public TestFacts Facts { get; } = new();

    public TestMemory Memory { get; }

    public TestMemoryMap MemoryMap { get; } = new();

    public TestPortMap PortMap { get; } = new();

    public TestLog Log { get; } = new();

    public Dictionary<string, IDiskImage> Disks { get; } = new(StringComparer.Ordinal);

    public Dictionary<string, byte[]> Files { get; } = new(StringComparer.Ordinal);

    public bool A20Enabled { get; set; }

    /// <summary>The resets that devices asked for, in order.</summary>
    public List<ResetKind> Resets { get; } = [];

    /// <summary>The stops that devices asked for, in order.</summary>
    public List<(int ExitCode, string Reason)> Stops { get; } = [];

    internal List<(Type Type, object Service)> Services { get; } = [];

    internal ConcurrentQueue<Action> Posted { get; } = [];

    /// <summary>Attaches a device and powers it on.</summary>
    /// <param name="device">The device.</param>
    /// <param name="parameters">As on the command line: <c>io=0x2F8,irq=3</c>.</param>
    /// <param name="name">The instance's name; the class' own and a number if not given.</param>
    public T Add<T>(T device, string parameters = "", string? name = null)
        where T : IDevice
    {
        name ??= $"{typeof(T).Name}{_devices.Count}";
        device.Attach(new TestHost(this, name, parameters));
        _devices.Add((name, device));
        device.Reset(ResetKind.PowerOn);
        return device;
    }

    /// <summary>Attaches several devices first and powers them on together, as a machine does.</summary>
    public void AddAll(params IDevice[] devices)
    {
        foreach (IDevice device in devices)
        {
            string name = $"{device.GetType().Name}{_devices.Count}";
            device.Attach(new TestHost(this, name, ""));
            _devices.Add((name, device));
        }

        foreach (IDevice device in devices)
        {
            device.Reset(ResetKind.PowerOn);
        }
    }

    public void Reset(ResetKind kind)
    {
        foreach ((_, IDevice device) in _devices)
        {
            device.Reset(kind);
        }
    }

    public TestNet Net(string name)
    {
        if (!_nets.TryGetValue(name, out TestNet? net))
        {
            _nets[name] = net = new TestNet(name);
        }

        return net;
    }

    public TestChannel Channel(string name)
    {
        if (!_channels.TryGetValue(name, out TestChannel? channel))
        {
            _channels[name] = channel = new TestChannel();
        }

        return channel;
    }

    public T? Find<T>()
        where T : class => Services.Find(entry => entry.Type == typeof(T)).Service as T;

    /// <summary>Offers a service of the test's own.</summary>
    public void Provide<T>(T service)
        where T : class => Services.Add((typeof(T), service));

    public byte In8(int port) => (byte)In(port, 1);

    public ushort In16(int port) => (ushort)In(port, 2);

    public uint In32(int port) => In(port, 4);

    public void Out8(int port, int value) => Out(port, 1, (uint)value);

    public void Out16(int port, int value) => Out(port, 2, (uint)value);

    public void Out32(int port, uint value) => Out(port, 4, value);

    /// <summary>Lets virtual time pass.</summary>
    public void Advance(long nanoseconds) => Clock.Advance(nanoseconds);

    /// <summary>Runs what is due at an instruction boundary: posted work, then overdue timers.</summary>
    public void Boundary()
    {
        while (Posted.TryDequeue(out Action? action))
        {
            action();
        }

        Clock.Advance(0);
    }

    /// <summary>Takes over the time, memory, A20 gate and device states of a board with devices of the same names.</summary>
    public void LoadFrom(TestBoard other)
    {
        Clock.Start = other.Clock.Start;
        Clock.JumpTo(other.Clock.Now);
        A20Enabled = other.A20Enabled;
        other.Memory.Bytes.CopyTo(Memory.Bytes, 0);
        MuteWires(true);
        foreach ((string name, IDevice device) in other._devices)
        {
            if (device is IStateful from && _devices.Find(entry => entry.Name == name).Device is IStateful to)
            {
                TestState state = new();
                from.Save(state);
                to.Load(state, from.StateVersion);
            }
        }

        MuteWires(false);
    }

    private void MuteWires(bool muted)
    {
        foreach (TestNet net in _nets.Values)
        {
            net.Muted = muted;
        }
    }

    private uint In(int port, int width)
    {
        uint value = PortMap.Read((ushort)port, width);
        Boundary();
        return value;
    }

    private void Out(int port, int width, uint value)
    {
        PortMap.Write((ushort)port, width, value);
        Boundary();
    }
}
