using GenEmu.Abstractions;
using GenEmu.Board;
using GenEmu.Core;
using GenEmu.Replay;
using GenEmu.Snapshots;
using GenEmu.State;
using GenEmu.Time;

namespace GenEmu;

/// <summary>An x86 PC. One machine is one logical thread; any number of them run side by side on the thread pool.</summary>
/// <remarks>Everything but <see cref="Post"/>, <see cref="Reset"/> and <see cref="ByteChannel.Send"/> is for the time between runs, or for actions posted.</remarks>
public sealed partial class Machine : IAsyncDisposable
{
    private readonly MachineBoard _board;
    private readonly MachineLoop _loop;
    private readonly List<IDisposable> _attachments = [];
    private int _inputs;
    private bool _disposed;

    internal Machine(MachineBoard board, BoardSettings settings, DeviceCatalog? catalog)
    {
        _board = board;
        _catalog = catalog;
        _exchange = new DeviceExchange(board);
        _boundary = new BoundaryQueue(board.Scheduler);
        _loop = new MachineLoop(board, settings, board.Devices);
        _watchdog = new Watchdog(board, settings.Watchdog);
        Screen = new TextScreen(() => _board.Services.Find<ITextDisplay>());
        Debugger = new MachineDebugger(this);
        _snapshotter = new Snapshotter(board, settings, _loop);
    }

    /// <summary>The boot processor, the first of <see cref="Cpus"/>.</summary>
    public Vcpu Cpu => _board.Cpus.Boot;

    /// <summary>The CPUs, by their number; their registers are exact between runs.</summary>
    public IReadOnlyList<Vcpu> Cpus => _board.Cpus.All;

    /// <summary>The host's breakpoints and steps.</summary>
    public MachineDebugger Debugger { get; }

    /// <summary>What the text display shows now.</summary>
    public TextScreen Screen { get; }

    /// <summary>Types on the machine's keyboard.</summary>
    public Typist Keyboard => _board.Typist;

    /// <summary>The devices, in the order in which they were attached.</summary>
    public IReadOnlyList<MachineDevice> Devices => [.. _board.Devices.Select(d => new MachineDevice(d.Name, d.Device))];

    /// <summary>The last reset after power-on, with where it came from.</summary>
    public ResetRecord? LastReset => _loop.LastReset;

    /// <summary>Virtual time since power-on.</summary>
    public TimeSpan VirtualTime => TimeSpan.FromTicks(_board.Clock.Now / 100);

    /// <summary>How often a device threw.</summary>
    public long DeviceFaultCount => _board.Faults.Count;

    /// <summary>Accesses that no device answered: they read as all ones.</summary>
    public long UnclaimedAccessCount => _board.UnclaimedCount;

    /// <summary>System RAM and everything else in the physical address space, as a bus master sees it.</summary>
    public IGuestMemory Memory => _board.Dma;

    internal MachineBoard Board => _board;

    internal MachineLoop Loop => _loop;

    /// <summary>A fingerprint of all that the guest could notice, to compare runs by. Changes nothing; takes about a millisecond for each MiB of memory.</summary>
    /// <returns>The fingerprint, with those of the parts.</returns>
    public StateHash StateHash() => StateHasher.Hash(_board, _board.Devices);

    /// <summary>Builds a machine.</summary>
    /// <param name="configure">Says what it consists of.</param>
    /// <returns>The machine, switched on and at its first instruction.</returns>
    /// <exception cref="MachineConfigurationException">It cannot be built; the message says why and what to do.</exception>
    public static Machine Create(Action<MachineBuilder> configure)
    {
        ArgumentNullException.ThrowIfNull(configure);
        var builder = new MachineBuilder();
        configure(builder);
        return builder.Build();
    }

    /// <summary>Builds the machine that a machine file describes.</summary>
    /// <param name="path">The file; paths in it are relative to it.</param>
    /// <returns>The machine, switched on and at its first instruction.</returns>
    /// <exception cref="MachineConfigurationException">It cannot be built; the message names the line and says what to do.</exception>
    public static Machine Load(string path) => Create(builder => builder.Load(path));

    /// <summary>A stream of bytes to and from a device.</summary>
    /// <param name="name">The name that the device asks for: <c>serial0</c>, <c>debugcon</c>.</param>
    /// <returns>The host's end of it.</returns>
    public ByteChannel Channel(string name)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        return _board.Channel(name);
    }

    /// <summary>The first service of a type that a device provides.</summary>
    /// <typeparam name="T">The service's interface.</typeparam>
    /// <returns>The service, or <see langword="null"/>.</returns>
    public T? Find<T>()
        where T : class
        => _board.Services.Find<T>();

    /// <summary>Runs something on the machine's thread, at its next boundary. May be called from any thread.</summary>
    /// <param name="action">What to run. What it throws ends the run.</param>
    public void Post(Action action)
    {
        ArgumentNullException.ThrowIfNull(action);
        _board.Scheduler.Post(new HostAction(() => _board.CallHost(action)));
    }

    /// <summary>Presses the reset button, or cuts the power for a moment. May be called from any thread.</summary>
    /// <param name="kind">What to reset.</param>
    public void Reset(ResetKind kind) => _board.Send(MachineInput.Of(kind, "host"));

    /// <summary>Keeps a halted machine waiting instead of ending the run as idle: somebody may still press a key.</summary>
    /// <returns>Ends that when disposed.</returns>
    public IDisposable ExpectInput()
    {
        Interlocked.Increment(ref _inputs);
        return new Attachment(() =>
        {
            Interlocked.Decrement(ref _inputs);
            _board.Scheduler.Wake();
        });
    }

    /// <summary>Switches the machine off: devices are disposed, accesses that wait are forgotten, memory is freed.</summary>
    /// <remarks>While a device still has not returned from a call that <see cref="RunAsync"/> gave up on, nothing can be freed; that happens once it returns.</remarks>
    /// <returns>Completed.</returns>
    /// <exception cref="InvalidOperationException">The machine runs.</exception>
    public ValueTask DisposeAsync()
    {
        if (_running && _stuck is null)
        {
            throw new InvalidOperationException("The machine runs; cancel the run first.");
        }

        if (!_disposed)
        {
            _disposed = true;
            if (_stuck is { IsCompleted: false } stuck)
            {
                _ = stuck.ContinueWith(_ => Release(), CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
            }
            else
            {
                Release();
            }
        }

        return ValueTask.CompletedTask;
    }

    /// <summary>Switches the machine on: every device hears of it, and what it throws means that the machine cannot be built.</summary>
    internal void PowerOn(IReadOnlyList<AttachedDevice> devices)
    {
        _board.ApplyChanges();
        foreach (AttachedDevice device in devices)
        {
            try
            {
                device.Device.Reset(ResetKind.PowerOn);
            }
            catch (Exception exception)
            {
                throw DeviceFaults.LoadError(device.Name, device.Location, exception);
            }
        }

        _board.ApplyChanges();
        _board.StartBootImage();
    }

    /// <summary>Ties something's lifetime to the machine's.</summary>
    internal void Own(IDisposable attachment) => _attachments.Add(attachment);

    private void Release()
    {
        _board.Scheduler.Run(() =>
        {
            _exchange.RemoveAll();
            return true;
        });
        foreach (IDisposable attachment in _attachments)
        {
            attachment.Dispose();
        }

        _board.Dispose();
    }

    private sealed class Attachment(Action end) : IDisposable
    {
        private Action? _end = end;

        public void Dispose() => Interlocked.Exchange(ref _end, null)?.Invoke();
    }
}
