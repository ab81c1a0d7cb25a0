using GenEmu.Abstractions;

namespace GenEmu.Conformance.Checks;

/// <summary>What all checks of one device share: how to make one, what was found so far, and what it is doing now.</summary>
internal sealed class CheckContext(Func<IDevice> create, ConformanceOptions options)
{
    private const int MostPerRule = 5;          // one bug shows at many accesses

    private readonly List<ConformanceFinding> _findings = [];
    private readonly Lock _lock = new();
    private long _ticks;
    private volatile string _activity = "attaching";

    public ConformanceOptions Options { get; } = options;

    /// <summary>Grows while the device comes back from its calls.</summary>
    public long Ticks => Volatile.Read(ref _ticks);

    /// <summary>What the device is being asked.</summary>
    public string Activity => _activity;

    public IReadOnlyList<ConformanceFinding> Findings
    {
        get
        {
            lock (_lock)
            {
                return [.. _findings];
            }
        }
    }

    public IDevice Create() => create() ?? throw new InvalidOperationException("The function that makes devices made none.");

    public void Now(string activity)
    {
        _activity = activity;
        Tick();
    }

    public void Tick() => Volatile.Write(ref _ticks, _ticks + 1);

    public void Report(ConformanceRule rule, string message)
    {
        var finding = new ConformanceFinding(rule, message);
        lock (_lock)
        {
            if (!Options.Except.Contains(rule) && !_findings.Contains(finding) && _findings.Count(f => f.Rule == rule) < MostPerRule)
            {
                _findings.Add(finding);
            }
        }
    }

    public bool Found(ConformanceRule rule) => Findings.Any(finding => finding.Rule == rule);

    /// <summary>Reports something after which there is no point in going on; the caller throws what is returned.</summary>
    public CheckEndedException End(ConformanceRule rule, string message)
    {
        Report(rule, message);
        return new CheckEndedException(message);
    }
}
