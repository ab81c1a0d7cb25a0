using GenEmu.Abstractions;

namespace GenEmu.Tests.Replay;

/// <summary>A device whose every answer depends on the host: when it comes, and what it says. Its timer interrupts meanwhile.</summary>
internal sealed class HostPacedDevice(bool hurries = false) : IDevice, IPortDevice, IAsyncPortDevice, IStateful
{
    public const byte TracePort = 0x10;
    public const byte ClockPort = 0x11;
    public const byte PlainPort = 0x12;
    public const byte OpenWorkPort = 0x13;
    public const byte DeadlinePort = 0x14;
    public const byte HastyPort = 0x15;
    public const byte BackgroundPort = 0x16;

    private const long Period = 1490;
    private const long Latency = 777;

    private readonly Random _random = new();
    private IDeviceHost _host = null!;
    private IDeviceTimer _timer = null!;
    private long _next;
    private uint _events;
    private int _background;
    private volatile int _generation;

    /// <summary>What the guest wrote.</summary>
    public List<string> Trace { get; } = [];

    public int StateVersion => 1;

    public void Attach(IDeviceHost host)
    {
        _host = host;
        _timer = host.Clock.CreateTimer(Tick);
        _ = host.Ports.Claim(new PortClaim { Base = TracePort, Length = 2, Widths = AccessWidths.UpToDword }, (IPortDevice)this);
        _ = host.Ports.Claim(new PortClaim { Base = PlainPort, Length = 5, Widths = AccessWidths.UpToDword }, (IAsyncPortDevice)this);
    }

    public void Reset(ResetKind kind)
    {
        _events = 0;
        _background = 0;
        _generation++;
        Arm(_host.Clock.Now + Period);
    }

    public uint ReadPort(PortAccess access) => (uint)_host.Clock.Now ^ _events;

    public void WritePort(PortAccess access, uint value) => Trace.Add($"{_host.Clock.Now}: {value:X}");

    public async ValueTask<uint> ReadPortAsync(PortAccess access, CancellationToken cancellationToken)
    {
        switch (access.Port)
        {
            case PlainPort:
                await Task.Delay(1 + Pause, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.ContinueOnCapturedContext | ConfigureAwaitOptions.ForceYielding);
                _events++;
                return (uint)_random.Next();
            case HastyPort:
                await HostWorkAsync(cancellationToken);          // which may be over before it began
                return (uint)access.Port;
            case OpenWorkPort:
                await _host.CompleteWhenDone(HostWorkAsync(cancellationToken));
                return (uint)_random.Next();
            default:
                await _host.CompleteAt(Latency, Task.Run(() => HostWorkAsync(cancellationToken), cancellationToken));
                return (uint)_host.Clock.Now;
        }
    }

    /// <summary>Starts something that ends when the host likes, and interrupts then.</summary>
    public ValueTask WritePortAsync(PortAccess access, uint value, CancellationToken cancellationToken)
    {
        Start();
        return ValueTask.CompletedTask;
    }

    public void Save(IStateWriter writer)
    {
        writer.Write("next", _next);
        writer.Write("events", _events);
        writer.Write("background", _background);
    }

    public void Load(IStateReader reader, int version)
    {
        _events = reader.Read<uint>("events");
        _generation++;
        _background = 0;
        for (int count = reader.Read<int>("background"); count > 0; count--)
        {
            Start();
        }

        Arm(reader.Read<long>("next"));
    }

    private void Start()
    {
        int pause = Pause;
        int generation = _generation;
        _background++;
        _ = Task.Run(async () =>
        {
            await Task.Delay(pause);
            if (generation == _generation)
            {
                _host.Post(End);
            }
        });
    }

    private void End()
    {
        _background--;
        Interrupt();
    }

    private int Pause => hurries ? 0 : _random.Next(0, 3);

    private async Task HostWorkAsync(CancellationToken cancellationToken) => await Task.Delay(Pause, cancellationToken).ConfigureAwait(false);

    private void Arm(long deadline)
    {
        _next = deadline;
        _timer.Arm(deadline);
    }

    private void Tick()
    {
        Interrupt();
        Arm(_next + Period);
    }

    private void Interrupt()
    {
        _events++;
        _host.Wire("irq").Set(true);
        _host.Wire("irq").Set(false);
    }
}
