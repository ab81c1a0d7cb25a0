using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace GenEmu.DeviceConformance.Tests.Broken;

// Each class below is a device with one mistake, as authors make them. They live in one file because they are read together.

/// <summary>Indexes an array with what the guest wrote.</summary>
[Device("broken.throws")]
public sealed partial class Throws
{
    private static readonly byte[] Table = new byte[16];

    [State] private byte _index;

    [PortWrite(0x300)] private void Select(byte value) => _index = value;

    [PortRead(0x301)] private byte Read() => Table[_index];
}

/// <summary>Answers a byte access with more than a byte.</summary>
public sealed class TooWide : IDevice, IPortDevice
{
    public void Attach(IDeviceHost host) => host.Ports.Claim(new PortClaim { Base = 0x300 }, (IPortDevice)this);

    public void Reset(ResetKind kind)
    {
        // No state.
    }

    public uint ReadPort(PortAccess access) => 0x1FF;

    public void WritePort(PortAccess access, uint value)
    {
        // No register.
    }
}

/// <summary>Cannot be attached.</summary>
[Device("broken.attach")]
public sealed partial class CannotAttach
{
    [PortRead(0x300)] private byte Read() => 1;

    [OnAttach] private void Attach() => throw new InvalidOperationException("no such chip");
}

/// <summary>Reads a parameter without checking it.</summary>
[Device("broken.configuration")]
public sealed partial class Unchecked
{
    [Parameter("speed")] private string _speed = "1";

    [PortRead(0x300)] private byte Read() => 1;

    [OnAttach] private void Attach() => Host.Wire("irq" + int.Parse(_speed, CultureInfo.InvariantCulture));
}

/// <summary>Never comes back from a write of 80h.</summary>
[Device("broken.hangs")]
public sealed partial class Hangs
{
    [State] private byte _value;

    [PortRead(0x300)] private byte Read() => _value;

    [PortWrite(0x300)]
    private void Write(byte value)
    {
        while (value == 0x80)
        {
            Thread.Sleep(1);
        }

        _value = value;
    }
}

/// <summary>Loses what it waits for.</summary>
[Device("broken.unanswered")]
public sealed partial class NeverAnswers
{
    [PortRead(0x300)] private async ValueTask<byte> Read() => await new TaskCompletionSource<byte>().Task;
}

/// <summary>Answers when the host is ready.</summary>
[Device("broken.host-time")]
public sealed partial class HostTime
{
    [PortRead(0x300)]
    private async ValueTask<byte> Read()
    {
        await Task.Delay(1);
        return 1;
    }
}

/// <summary>Leaves the machine's thread.</summary>
[Device("broken.threads")]
public sealed partial class OtherThread
{
    [PortRead(0x300)]
    private async ValueTask<byte> Read()
    {
        await Task.Delay(1).ConfigureAwait(false);
        Host.Wire("irq5").Set(true);
        return 1;
    }
}

/// <summary>Tells the time of the host.</summary>
[Device("broken.determinism")]
public sealed partial class WallClock
{
    [PortRead(0x300)] private uint Read() => (uint)Environment.TickCount64;
}

/// <summary>Shares a register with every other instance.</summary>
[Device("broken.sharing")]
public sealed partial class Shared
{
    private static byte s_value;

    [PortRead(0x300)] private byte Read() => s_value;

    [PortWrite(0x300)] private void Write(byte value) => s_value = value;

    [OnReset] private void Reset() => s_value = 0;
}

/// <summary>Counts before it waits; a helper object hides it from the analyzer.</summary>
public sealed class CountsEarly : IDevice, IAsyncPortDevice, IStateful
{
    private IDeviceHost? _host;
    private uint _count;

    public int StateVersion => 1;

    public void Attach(IDeviceHost host)
    {
        _host = host;
        host.Ports.Claim(new PortClaim { Base = 0x300 }, (IAsyncPortDevice)this);
    }

    public void Reset(ResetKind kind) => _count = kind == ResetKind.Init ? _count : 0;

    public async ValueTask<uint> ReadPortAsync(PortAccess access, CancellationToken cancellationToken)
    {
        _count = (_count + 1) & 0xFF;
        await _host!.CompleteAt(500, Task.CompletedTask);
        return _count;
    }

    public ValueTask WritePortAsync(PortAccess access, uint value, CancellationToken cancellationToken) => default;

    public void Save(IStateWriter writer) => writer.Write("count", _count);

    public void Load(IStateReader reader, int version)
        => _count = version == 1 ? reader.Read<uint>("count") : throw new InvalidDataException("version");
}

/// <summary>Finishes what was cancelled.</summary>
[Device("broken.cancellation")]
public sealed partial class IgnoresCancellation
{
    [State] private byte _value;

    [PortRead(0x300)] private byte Read() => _value;

    [PortWrite(0x300)]
    private async ValueTask Write(byte value)
    {
        await Host.CompleteAt(1000, Task.CompletedTask);
        _value = value;
    }

    [OnReset]
    private void Reset(ResetKind kind)
    {
        if (kind != ResetKind.Init)
        {
            _value = 0;
        }
    }
}

/// <summary>Its timer outlives a reset.</summary>
[Device("broken.reset-timers")]
public sealed partial class TimerSurvives
{
    [State] private long _deadline = -1;
    private IDeviceTimer? _timer;

    [OnAttach] private void Attach() => _timer = Host.Clock.CreateTimer(() => Host.RequestStop(1, "time is up"));

    [PortWrite(0x300)]
    private void Start(byte value)
    {
        _deadline = Host.Clock.Now + 1_000_000;
        Arm();
    }

    [OnLoad]
    private void Arm()
    {
        if (_deadline >= 0)
        {
            _timer!.Arm(_deadline);
        }
    }
}

/// <summary>Holds its interrupt wire through a reset.</summary>
[Device("broken.reset-wires")]
public sealed partial class WireSticks
{
    [State] private bool _raised;

    [PortWrite(0x300)]
    private void Raise(byte value)
    {
        _raised = (value & 1) != 0;
        Drive();
    }

    [OnLoad] private void Drive() => Host.Wire("irq5").Set(_raised);
}

/// <summary>Its window stays where the guest put it.</summary>
[Device("broken.reset-claims")]
[MmioBase("window", 0, Enabled = false)]
public sealed partial class ClaimStays
{
    [State] private uint _at;

    [PortWrite(0x300)]
    private void Move(uint value)
    {
        _at = value & 0x7FFF_F000;
        Place();
    }

    [MmioRead(0, Base = "window")] private uint Read() => 42;

    [OnLoad]
    private void Place()
    {
        MoveWindow(_at);
        EnableWindow(_at != 0);
    }
}

/// <summary>Takes INIT for its own reset.</summary>
[Device("broken.init")]
public sealed partial class ResetsAtInit
{
    [State] private byte _value;

    [PortRead(0x300)] private byte Read() => _value;

    [PortWrite(0x300)] private void Write(byte value) => _value = value;

    [OnReset] private void Reset() => _value = 0;
}

/// <summary>Counts how often it was saved.</summary>
public sealed class SavingCounts : IDevice, IStateful
{
    private int _saves;

    public int StateVersion => 1;

    public void Attach(IDeviceHost host)
    {
        // Nothing to claim.
    }

    public void Reset(ResetKind kind) => _saves = 0;

    public void Save(IStateWriter writer) => writer.Write("saves", ++_saves);

    public void Load(IStateReader reader, int version) => _saves = reader.Read<int>("saves");
}

/// <summary>Forgets to mark a register.</summary>
[Device("broken.load")]
public sealed partial class Forgets
{
    [State] private byte _kept;
    private byte _lost;

    [PortRead(0x300)] private byte Read() => _lost;

    [PortWrite(0x300)] private void Write(byte value) => (_kept, _lost) = (value, value);

    [PortRead(0x301)] private byte ReadKept() => _kept;

    [OnReset]
    private void Reset(ResetKind kind)
    {
        if (kind != ResetKind.Init)
        {
            (_kept, _lost) = (0, 0);
        }
    }
}

/// <summary>Forgets to drive its wire after loading.</summary>
[Device("broken.load-wires")]
public sealed partial class ForgetsWire
{
    [State] private bool _raised;

    [PortWrite(0x300)]
    private void Raise(byte value)
    {
        _raised = (value & 1) != 0;
        Host.Wire("irq5").Set(_raised);
    }

    [OnReset]
    private void Reset(ResetKind kind)
    {
        if (kind != ResetKind.Init)
        {
            Raise(0);
        }
    }
}

/// <summary>Forgets to move its window after loading.</summary>
[Device("broken.load-claims")]
[MmioBase("window", 0, Enabled = false)]
public sealed partial class ForgetsClaim
{
    [State] private uint _at;

    [PortWrite(0x300)]
    private void Move(uint value)
    {
        _at = value & 0x7FFF_F000;
        MoveWindow(_at);
        EnableWindow(_at != 0);
    }

    [MmioRead(0, Base = "window")] private uint Read() => 42;

    [OnReset]
    private void Reset(ResetKind kind)
    {
        if (kind != ResetKind.Init)
        {
            Move(0);
        }
    }
}

/// <summary>Is an old-school device with a register and no idea of snapshots.</summary>
public sealed class SavesNothing : IDevice, IPortDevice
{
    private uint _value;

    public void Attach(IDeviceHost host) => host.Ports.Claim(new PortClaim { Base = 0x300 }, (IPortDevice)this);

    public void Reset(ResetKind kind) => _value = kind == ResetKind.Init ? _value : 0;

    public uint ReadPort(PortAccess access) => _value;

    public void WritePort(PortAccess access, uint value) => _value = value;
}

/// <summary>Loads whatever it is given.</summary>
public sealed class LoadsAnything : IDevice, IStateful
{
    private byte _value;

    public int StateVersion => 1;

    public void Attach(IDeviceHost host)
    {
        // Nothing to claim.
    }

    public void Reset(ResetKind kind) => _value = 0;

    public void Save(IStateWriter writer) => writer.Write("value", _value);

    [SuppressMessage("Design", "CA1031", Justification = "The mistake that is to be found.")]
    public void Load(IStateReader reader, int version)
    {
        try
        {
            _value = reader.Read<byte>("value");
        }
        catch (Exception)
        {
            _value = 0;
        }
    }
}

/// <summary>A thread of its own goes on after the device is gone.</summary>
[Device("broken.unload")]
public sealed partial class RunsOn : IDisposable
{
    private Timer? _timer;
    private int _ticks;

    [OnAttach] private void Attach() => _timer = new Timer(_ => Host.Post(() => _ticks++), null, 5, 5);

    [PortRead(0x300)] private byte Read() => 1;

    public void Dispose()
    {
        // It forgets _timer.
        GC.KeepAlive(_timer);
    }
}
