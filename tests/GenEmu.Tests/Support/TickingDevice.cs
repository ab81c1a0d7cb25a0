using GenEmu.Abstractions;

namespace GenEmu.Tests.Support;

/// <summary>A device with all that a snapshot must keep: a counter, a timer that interrupts, and an access that waits twice.</summary>
internal sealed class TickingDevice : IDevice, IPortDevice, IAsyncPortDevice, IStateful
{
    public const byte TracePort = 0x10;
    public const byte CounterPort = 0x11;
    public const byte SlowPort = 0x12;

    private const long Period = 1490;
    private const long FirstWait = 777;
    private const long SecondWait = 333;

    private IDeviceHost _host = null!;
    private IDeviceTimer _timer = null!;
    private uint _counter;
    private long _next;

    /// <summary>What the guest wrote, and the ticks, with their times.</summary>
    public List<string> Trace { get; } = [];

    public int StateVersion => 1;

    public void Attach(IDeviceHost host)
    {
        _host = host;
        _timer = host.Clock.CreateTimer(Tick);
        _ = host.Ports.Claim(new PortClaim { Base = TracePort, Length = 2, Widths = AccessWidths.UpToDword }, (IPortDevice)this);
        _ = host.Ports.Claim(new PortClaim { Base = SlowPort, Length = 2, Widths = AccessWidths.UpToDword }, (IAsyncPortDevice)this);
    }

    public void Reset(ResetKind kind)
    {
        _counter = 0;
        Arm(_host.Clock.Now + Period);
    }

    public uint ReadPort(PortAccess access) => _counter = (_counter * 5) + 1;

    public void WritePort(PortAccess access, uint value) => Trace.Add($"{_host.Clock.Now}: write {value}");

    public async ValueTask<uint> ReadPortAsync(PortAccess access, CancellationToken cancellationToken)
    {
        await _host.CompleteAt(FirstWait, Task.Run(() => Thread.SpinWait(100), cancellationToken));
        long between = _host.Clock.Now;
        await _host.CompleteAt(SecondWait, Task.CompletedTask);
        return (ushort)(between + (_host.Clock.Now * 3));
    }

    public ValueTask WritePortAsync(PortAccess access, uint value, CancellationToken cancellationToken) => ValueTask.CompletedTask;

    public void Save(IStateWriter writer)
    {
        writer.Write("counter", _counter);
        writer.Write("next", _next);
    }

    public void Load(IStateReader reader, int version)
    {
        _counter = reader.Read<uint>("counter");
        Arm(reader.Read<long>("next"));
    }

    private void Arm(long deadline)
    {
        _next = deadline;
        _timer.Arm(deadline);
    }

    private void Tick()
    {
        Trace.Add($"{_host.Clock.Now}: tick");
        _host.Wire("irq").Set(true);
        _host.Wire("irq").Set(false);
        Arm(_next + Period);
    }
}
