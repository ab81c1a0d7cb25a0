using GenEmu.Abstractions;
using GenEmu.Conformance.Checks;

namespace GenEmu.Conformance.Bench;

/// <summary>A board for one device and its companions, without a CPU: the traffic plays the program. Belongs to the thread that runs it.</summary>
internal sealed partial class BenchBoard : IDisposable
{
    /// <summary>The name of the device that is tried.</summary>
    public const string SubjectName = "device";

    private readonly CheckContext _context;
    private readonly Dictionary<string, BenchWire> _wires = new(StringComparer.Ordinal);
    private readonly List<(IDevice Device, BenchHost Host)> _devices = [];
    private readonly BenchPciBus _pci = new();
    private readonly BenchDma _dma = new();
    private readonly List<TaskCompletionSource> _works = [];
    private ulong _nextId;

    /// <summary>Builds the board and switches it on.</summary>
    public BenchBoard(CheckContext context)
    {
        _context = context;
        foreach ((string name, ReadOnlyMemory<byte> contents) in Options.Disks)
        {
            Disks.Add(name, new BenchDisk(contents.ToArray()));
        }

        foreach (IDevice companion in Options.Companions?.Invoke() ?? [])
        {
            Attach(companion, $"companion{_devices.Count}", new Dictionary<string, string>());
        }

        Subject = context.Create();
        SubjectHost = Attach(Subject, SubjectName, Options.Parameters);
        foreach ((IDevice device, _) in _devices)
        {
            Run(() => device.Reset(ResetKind.PowerOn));         // as in a machine, what it throws here means that it cannot be built
        }

        Settle();
    }

    public ConformanceOptions Options => _context.Options;

    public IDevice Subject { get; }

    public BenchHost SubjectHost { get; }

    public BenchClock Clock { get; } = new();

    public BenchScheduler Scheduler { get; } = new();

    public BenchSpace Ports { get; } = new("ports", 0x10000);

    public BenchSpace Addresses { get; } = new("addresses", 1UL << 52);

    public byte[] Ram { get; } = new byte[BenchMemory.Size];

    public Dictionary<string, BenchDisk> Disks { get; } = new(StringComparer.Ordinal);

    public List<(Type Type, object Service, string Owner)> Services { get; } = [];

    /// <summary>What the device did and answered so far.</summary>
    public List<string> Transcript { get; } = [];

    public HostPace Pace { get; init; }

    /// <summary>Repeated accesses go to devices in blocks where they take them.</summary>
    public bool UsesBlocks { get; init; }

    /// <summary>The id of the access that is offered again, if the next one is.</summary>
    public ulong? Offered { get; set; }

    /// <summary>Wires change without anybody hearing of it.</summary>
    public bool IsLoading { get; private set; }

    public bool A20Enabled { get; set; } = true;

    public IReadOnlyList<IPciFunction> PciFunctions => [.. _pci.Functions];

    public IEnumerable<BenchWire> Wires => _wires.Values.OrderBy(wire => wire.Name, StringComparer.Ordinal);

    public BenchWire Wire(string name)
    {
        if (!_wires.TryGetValue(name, out BenchWire? wire))
        {
            _wires[name] = wire = new BenchWire(name, this);
        }

        return wire;
    }

    public T? Find<T>()
        where T : class
        => Services.Find(entry => entry.Type == typeof(T)).Service as T ?? _pci as T ?? _dma as T;

    public void Report(ConformanceRule rule, string message) => _context.Report(rule, message);

    /// <summary>Notes what a device did. Only the one that is tried counts.</summary>
    public void Note(string owner, string what)
    {
        if (owner == SubjectName && !IsLoading)
        {
            Transcript.Add($"{what} @{Clock.Now}");
        }
    }

    /// <summary>Calls into a device.</summary>
    public void Guard(string owner, string activity, Action call)
    {
        try
        {
            call();
        }
        catch (Exception exception) when (exception is not CheckEndedException)
        {
            if (owner == SubjectName && !(SubjectHost is { IsUnloaded: true } && exception is OperationCanceledException))
            {
                Transcript.Add($"{activity} threw {exception.GetType().Name}");
                Report(ConformanceRule.Throws, $"{activity} threw {Describe(exception)}");
            }
        }
    }

    /// <summary>The levels at which the device itself drives its wires.</summary>
    public string DescribeWires() => string.Join(' ', Wires.Where(wire => wire.Drives(SubjectName)).Select(wire => wire.Name));

    public string DescribeClaims() => string.Join("; ", Ports.Describe().Concat(Addresses.Describe()).Where(text => text.StartsWith(SubjectName, StringComparison.Ordinal)));

    /// <summary>Calls something as the machine does: what it awaits comes back here.</summary>
    public void Run(Action action)
    {
        SynchronizationContext? outer = SynchronizationContext.Current;
        SynchronizationContext.SetSynchronizationContext(Scheduler);
        Scheduler.Own();
        try
        {
            action();
        }
        finally
        {
            SynchronizationContext.SetSynchronizationContext(outer);
        }
    }

    public void Reset(ResetKind kind) => Run(() =>
    {
        foreach ((IDevice device, BenchHost host) in _devices)
        {
            Guard(host.Name, $"a reset ({kind})", () => device.Reset(kind));
        }

        A20Enabled |= kind != ResetKind.Init;
    });

    /// <summary>Takes the device out, as the host does when its plugin goes.</summary>
    public void Unload() => Run(() =>
    {
        if (Subject is IDisposable disposable)
        {
            Guard(SubjectName, "Dispose", disposable.Dispose);
        }

        SubjectHost.Unload();
        foreach (TaskCompletionSource work in _works)
        {
            work.TrySetCanceled();
        }
    });

    public void Dispose()
    {
        foreach (IDisposable disposable in _devices.Select(entry => entry.Device).OfType<IDisposable>())
        {
            Guard(SubjectName, "Dispose", disposable.Dispose);
        }
    }

    private static string Describe(Exception exception) => $"{exception.GetType().Name}: {exception.Message}";

    private BenchHost Attach(IDevice device, string name, IReadOnlyDictionary<string, string> parameters)
    {
        var host = new BenchHost(this, name, parameters);
        Run(() => device.Attach(host));
        _devices.Add((device, host));
        return host;
    }
}
