using GenEmu.Abstractions;
using GenEmu.Core;
using GenEmu.Core.Apic;
using GenEmu.Core.Io;
using GenEmu.Core.Memory;
using GenEmu.Replay;
using GenEmu.Time;
using Microsoft.Extensions.Logging;

namespace GenEmu.Board;

/// <summary>What the devices are plugged into: CPUs, buses, wires, clock, services. Belongs to the machine's thread.</summary>
internal sealed class MachineBoard : IDisposable
{
    /// <summary>The name that stands for the CPU where messages name a device.</summary>
    public const string CpuName = "cpu";

    private static readonly Tuple<string, string> HostCode = Tuple.Create("the host's own code", "what the machine called it for");

    private readonly Dictionary<string, Wire> _wires = [];
    private readonly Dictionary<string, ByteChannel> _channels = [];
    private readonly UnclaimedAccesses _unclaimed;
    private Exception? _hostFailure;
    private bool _isQuiet;

    public MachineBoard(BoardSettings settings, Media media, ILoggerFactory loggers)
    {
        (Settings, Media, Loggers) = (settings, media, loggers);
        Memory = new PhysicalMemory(settings.MemorySize);
        Cpus = new Processors(settings, Memory, Bus);
        Clock = new VirtualClock(settings.Clock, () => Cpus.InstructionCount);
        Requests = new BoundaryRequests(Cpus.RequestAttention);
        ILogger logger = loggers.CreateLogger("machine");
        Faults = new DeviceFaults(settings.OnDeviceFault, logger, Requests);
        Deadlines = new Deadlines(Clock, Timers, Scheduler);
        Dma = new DmaMemory(Memory);
        Facts = new MachineFacts(Memory, settings.CpuCount);
        _unclaimed = new UnclaimedAccesses(logger);
        Typist = new Typist(this);
        Connect();
        if (settings.DelaySeed is { } seed)
        {
            AnswerDelay.Install(seed, Bus);
        }
    }

    public MachineScheduler Scheduler { get; } = new();

    /// <summary>The devices' timers. While every CPU waits, time jumps to the next one.</summary>
    public TimerQueue Timers { get; } = new();

    /// <summary>The host's own looks at the machine: they never make time jump.</summary>
    public TimerQueue Observers { get; } = new();

    public ServiceRegistry Services { get; } = new();

    /// <summary>The devices, in the order in which they were attached.</summary>
    public List<AttachedDevice> Devices { get; } = [];

    public IoBus Bus { get; } = new();

    public BoardSettings Settings { get; }

    public ILoggerFactory Loggers { get; }

    public Media Media { get; }

    public PhysicalMemory Memory { get; }

    public DmaMemory Dma { get; }

    public Processors Cpus { get; }

    public VirtualClock Clock { get; }

    public Deadlines Deadlines { get; }

    public BoundaryRequests Requests { get; }

    public DeviceFaults Faults { get; }

    public MachineFacts Facts { get; }

    public Typist Typist { get; }

    /// <summary>Records what enters from outside, or lets it in again; null if nobody wants that.</summary>
    public Timeline? Timeline
    {
        get;
        set
        {
            field = value;
            Scheduler.Entrance = value;
            Bus.Journal = value;
        }
    }

    /// <summary>Whether the past is gone through again to find something in it: the outside hears nothing of that.</summary>
    public bool IsSeeking { get; set; }

    /// <summary>Hears of resets and of what the CPUs do; null for nobody.</summary>
    public IMachineTracer? Tracer { get; private set; }

    /// <summary>When the current run of a CPU ends by itself; an earlier deadline ends it early.</summary>
    public long RunsUntil { get; set; } = long.MinValue;

    public long UnclaimedCount => _unclaimed.Count;

    /// <summary>What the first CPU starts with instead of the reset vector.</summary>
    public BootImage? BootImage { get; set; }

    public Wire Wire(string name)
    {
        if (!_wires.TryGetValue(name, out Wire? wire))
        {
            wire = new Wire(name, Faults) { IsQuiet = _isQuiet };
            _wires.Add(name, wire);
        }

        return wire;
    }

    /// <summary>The channels that somebody has asked for.</summary>
    public IEnumerable<ByteChannel> Channels => _channels.Values.OrderBy(channel => channel.Name, StringComparer.Ordinal);

    /// <summary>Whether wires change without a word to who listens to them.</summary>
    public bool IsQuiet
    {
        set
        {
            _isQuiet = value;
            foreach (Wire wire in _wires.Values)
            {
                wire.IsQuiet = value;
            }
        }
    }

    public ByteChannel Channel(string name)
    {
        if (!_channels.TryGetValue(name, out ByteChannel? channel))
        {
            channel = new ByteChannel(this, name);
            _channels.Add(name, channel);
        }

        return channel;
    }

    /// <summary>Sends something into the machine, at the next boundary. For any thread.</summary>
    public void Send(MachineInput input) => Scheduler.Post(state => ((MachineInput)state!).Enter(this, Typist), input);

    /// <summary>Calls code of the host's. What it throws ends the run, and is the run's own exception: no device is to blame.</summary>
    public void CallHost(Action action)
    {
        Tuple<string, string>? outer = Faults.Enter(HostCode);
        try
        {
            action();
        }
        catch (Exception exception)
        {
            _hostFailure ??= exception;
            Requests.End(MachineStopKind.Cancelled, 0, "the host's own code threw");
        }

        Faults.Leave(outer);
    }

    /// <summary>What the host's code threw, once.</summary>
    public Exception? TakeHostFailure()
    {
        Exception? failure = _hostFailure;
        _hostFailure = null;
        return failure;
    }

    public void Trace(IMachineTracer? tracer)
    {
        Tracer = tracer;
        foreach (Vcpu cpu in Cpus.All)
        {
            cpu.Tracer = tracer;
        }
    }

    public void RequestReset(ResetKind kind, string source)
    {
        // After an await, the CPU that waits for the device is not always the one whose turn it is.
        Vcpu cpu = Bus.Current is null && Cpus.All.FirstOrDefault(c => c.Waiting?.Request.Device == source) is { } waiting ? waiting : Cpus.Current;
        Requests.RequestReset(new ResetRecord(
            kind, source, Bus.Current ?? cpu.Waiting?.Request, cpu.Index, cpu.StartSelector, cpu.StartRip, Cpus.InstructionCount, TimeSpan.FromTicks(Clock.Now / 100)));
    }

    /// <summary>After a reset: a kernel that is there instead of firmware starts anew.</summary>
    public void StartBootImage()
    {
        if (BootImage is null)
        {
            return;
        }

        foreach (IFirmwareSetUp device in Devices.Select(attached => attached.Device).OfType<IFirmwareSetUp>())
        {
            device.SetUp();
        }

        ApplyChanges();
        BootImage.Start(Dma, Cpus.Boot, Services.Find<IAcpiTables>());
    }

    /// <summary>Makes what was latched during the last instruction effective, except resets.</summary>
    public void ApplyChanges()
    {
        if (Memory.ChangePending)
        {
            Memory.Apply();
        }

        if (Bus.Ports.ChangePending)
        {
            Bus.Ports.Apply();
        }

        Cpus.SetA20(Requests.A20);
    }

    public void Dispose()
    {
        Cpus.Dispose();
        Memory.Dispose();
    }

    private void Connect()
    {
        Memory.ChangeRequested = Cpus.RequestAttention;
        Memory.TranslationsInvalid = Cpus.FlushTranslations;
        Bus.Ports.ChangeRequested = Cpus.RequestAttention;
        Bus.DeviceFaulted = (request, exception) => Faults.Report(request.Device, request.ToString(), exception);
        Bus.Unclaimed = _unclaimed.Add;
        Bus.Now = () => Clock.Now;
        foreach (Vcpu cpu in Cpus.All)
        {
            cpu.TimeStampSource = () => Clock.TimeStamp;
        }

        ConnectApics();
        Scheduler.Faulted = exception =>
        {
            if (exception is not OperationCanceledException)          // code that ends because its device is gone, or was reset
            {
                Faults.Report("a device", "code that nobody awaits", exception);
            }
        };
        Timers.Armed = Observers.Armed = EndRunBefore;
        Wire("intr").Listen(CpuName, SetInterruptRequest);
        Wire("smi").Listen(CpuName, level =>
        {
            if (level)
            {
                Cpus.Boot.RaiseSmi();
            }
        });
        Cpus.Boot.FloatErrorChanged = Wire("ferr").Change;
        Wire("ignne").Listen(CpuName, level => Cpus.Boot.IgnoresFloatErrors = level);
        Wire("nmi").Listen(CpuName, Cpus.Boot.SetNmiPin);
    }

    private void ConnectApics()
    {
        var bus = new ApicBus { InterruptEnded = EndInterrupt };
        foreach (Vcpu cpu in Cpus.All)
        {
            cpu.AcknowledgeInterrupt = AcknowledgeInterrupt;
            if (cpu.Apic is { } apic)
            {
                apic.Timer = new ApicTimer(apic, cpu.Index, Clock, Timers);
                bus.Add(apic);
                Services.Provide(typeof(IApicBus), bus, CpuName);
            }
        }
    }

    private void EndInterrupt(byte vector)
    {
        if (Services.Find<IIoApic>() is { } ioApic)
        {
            Faults.Guard(Services.OwnerOf<IIoApic>(), "the end of an interrupt", () => ioApic.EndInterrupt(vector));
        }
    }

    private void EndRunBefore(long deadline)
    {
        if (deadline < RunsUntil)
        {
            Cpus.RequestAttention();
        }
    }

    private void SetInterruptRequest(bool level)
    {
        if (level && Services.Find<IInterruptController>() is null)
        {
            Requests.End(MachineStopKind.DeviceFault, 0, "wire intr went high, but no device answers the acknowledge cycle; add an interrupt controller such as genemu.pic");
            return;
        }

        Cpus.Boot.SetInterruptRequest(level);
    }

    private byte AcknowledgeInterrupt()
    {
        const byte OpenBus = 0xFF;
        try
        {
            return Services.Find<IInterruptController>()!.Acknowledge();      // the wire went high, so there is one
        }
        catch (Exception exception)
        {
            Faults.Report(Services.OwnerOf<IInterruptController>(), "an acknowledge cycle", exception);
            return OpenBus;
        }
    }
}
