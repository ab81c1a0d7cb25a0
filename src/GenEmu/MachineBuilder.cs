using GenEmu.Abstractions;
using GenEmu.Board;
using GenEmu.Core.Memory;
using GenEmu.Core.Tracing;
using GenEmu.MachineFiles;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace GenEmu;

/// <summary>Says what a machine consists of. Every method returns the builder itself.</summary>
public sealed partial class MachineBuilder
{
    internal const int MostCpus = 255;      // what 8-bit APIC identifiers can tell apart, with one for "all"

    private const ulong SmallestMemory = 64 << 10;
    private const ulong LargestMemory = 64UL << 30;     // what 36 physical address bits reach

    private readonly Dictionary<string, ReadOnlyMemory<byte>> _files = [];
    private readonly Dictionary<string, IDiskImage> _disks = [];
    private readonly Dictionary<string, ChannelBinding> _channels = [];
    private readonly List<Action<Machine>> _attachments = [];
    private IMachineTracer? _tracer;

    /// <summary>The devices so far, in the order in which they will be attached. Their parameters can be changed until the machine is built.</summary>
    public IList<DeviceEntry> Devices { get; } = [];

    /// <summary>Bytes of system RAM.</summary>
    public ulong MemorySize { get; private set; } = 64 << 20;

    /// <summary>How many CPUs the machine has.</summary>
    public int CpuCount { get; private set; } = 1;

    /// <summary>How virtual time runs.</summary>
    public ClockSettings Clock { get; set; } = new();

    /// <summary>Runs every instruction the recorded way: slower, never different.</summary>
    public bool RecordOnly { get; set; }

    /// <summary>Holds every answer of every device back for a random while, from other threads; a test that must not change anything.</summary>
    public int? DelaySeed { get; set; }

    /// <summary>What happens when a device throws.</summary>
    public DeviceFaultPolicy OnDeviceFault { get; set; }

    /// <summary>
    /// How long a device may keep the machine waiting, by the host's clock: for an answer, for work that it gave a deadline, or in a call that does not return.
    /// After that the device is named, and <see cref="OnDeviceFault"/> decides. <see langword="null"/> waits without end. Default: 30 seconds.
    /// </summary>
    public TimeSpan? Watchdog { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>What happens after a triple fault.</summary>
    public TripleFaultPolicy OnTripleFault { get; set; }

    /// <summary>Where the machine and its devices log.</summary>
    public ILoggerFactory Loggers { get; set; } = NullLoggerFactory.Instance;

    /// <summary>The plugins that device kinds are looked up in; for a kind that is not there, those beside the program are loaded too.</summary>
    public DeviceCatalog Catalog { get; init; } = new();

    /// <summary>The kernel that starts in the firmware's place, if any.</summary>
    public BootImage? BootImage { get; private set; }

    /// <summary>What the channels are connected to so far.</summary>
    public IReadOnlyDictionary<string, ChannelBinding> Channels => _channels;

    /// <summary>Sets the size of system RAM.</summary>
    /// <param name="size">A size such as <c>64 MiB</c>.</param>
    /// <returns>The builder.</returns>
    /// <exception cref="MachineConfigurationException">It is no size, or not a possible one.</exception>
    public MachineBuilder Memory(string size)
    {
        try
        {
            return Memory(Quantities.ParseSize(size));
        }
        catch (FormatException exception)
        {
            throw new MachineConfigurationException($"memory: {exception.Message}", exception);
        }
    }

    /// <summary>Sets the size of system RAM.</summary>
    /// <param name="bytes">A multiple of 4096 from 64 KiB to 64 GiB.</param>
    /// <returns>The builder.</returns>
    /// <exception cref="MachineConfigurationException">It is not a possible size.</exception>
    public MachineBuilder Memory(ulong bytes)
    {
        if (bytes is < SmallestMemory or > LargestMemory || bytes % RamBlock.PageSize != 0)
        {
            throw new MachineConfigurationException($"memory: {bytes} bytes are not possible; give a multiple of 4 KiB from 64 KiB to 64 GiB");
        }

        MemorySize = bytes;
        return this;
    }

    /// <summary>Sets the number of CPUs. They take turns and share the time that <see cref="Clock"/> gives to instructions; all but the first wait to be started.</summary>
    /// <param name="count">From 1 to 255.</param>
    /// <returns>The builder.</returns>
    /// <exception cref="MachineConfigurationException">It is not a possible number.</exception>
    public MachineBuilder Cpus(int count)
    {
        CpuCount = count is >= 1 and <= MostCpus
            ? count
            : throw new MachineConfigurationException($"cpus: {count} is not a possible number of CPUs; give one from 1 to {MostCpus}");
        return this;
    }

    /// <summary>Takes over what a machine file says.</summary>
    /// <param name="path">The file; paths in it are relative to it.</param>
    /// <returns>The builder.</returns>
    /// <exception cref="MachineConfigurationException">The file is wrong; the message names the line and says what to do.</exception>
    public MachineBuilder Load(string path)
    {
        MachineFile.Load(path).ApplyTo(this);
        return this;
    }

    /// <summary>Takes over the built-in PC: the devices of GenEmu.Plugins.Pc, without firmware and disks.</summary>
    /// <returns>The builder.</returns>
    public MachineBuilder UsePc()
    {
        MachineFile.BuiltIn().ApplyTo(this);
        return this;
    }

    /// <summary>Adds a device object of the host's own; no plugin is needed.</summary>
    /// <param name="device">The device; it belongs to the machine from now on.</param>
    /// <param name="name">Its name, unique in the machine; made from its kind if not given.</param>
    /// <param name="parameters">Its parameters.</param>
    /// <returns>The builder.</returns>
    public MachineBuilder Add(IDevice device, string? name = null, IReadOnlyDictionary<string, string>? parameters = null)
    {
        ArgumentNullException.ThrowIfNull(device);
        var kind = DeviceKind.Of(device.GetType(), source: null);
        return Add(new DeviceEntry(kind.Id, name, parameters) { Device = device });
    }

    /// <summary>Adds a device from a plugin.</summary>
    /// <param name="kind">The kind's name: <c>genemu.pic</c>.</param>
    /// <param name="name">The device's name, unique in the machine; made from its kind if not given.</param>
    /// <param name="parameters">Its parameters.</param>
    /// <returns>The builder.</returns>
    public MachineBuilder Add(string kind, string? name = null, IReadOnlyDictionary<string, string>? parameters = null)
        => Add(new DeviceEntry(kind, name, parameters));

    /// <summary>Adds a device.</summary>
    /// <param name="entry">The device.</param>
    /// <returns>The builder.</returns>
    public MachineBuilder Add(DeviceEntry entry)
    {
        ArgumentNullException.ThrowIfNull(entry);
        Devices.Add(entry);
        return this;
    }

    /// <summary>Makes the kinds of all plugins in a folder available: <c>FOLDER/Name/Name.dll</c>.</summary>
    /// <param name="folder">The folder.</param>
    /// <returns>The builder.</returns>
    /// <exception cref="PluginException">A plugin cannot be loaded; the message names the file and says what to do.</exception>
    public MachineBuilder Plugins(string folder)
    {
        Catalog.AddFolder(folder);
        return this;
    }

    /// <summary>Binds contents to a name that devices ask for.</summary>
    /// <param name="name">The name: <c>bios</c>, <c>vgabios</c>.</param>
    /// <param name="contents">The bytes.</param>
    /// <returns>The builder.</returns>
    public MachineBuilder File(string name, ReadOnlyMemory<byte> contents)
    {
        _files[name] = contents;
        return this;
    }

    /// <summary>Binds a file's contents to a name that devices ask for.</summary>
    /// <param name="name">The name: <c>bios</c>, <c>vgabios</c>.</param>
    /// <param name="path">The file.</param>
    /// <returns>The builder.</returns>
    /// <exception cref="MachineConfigurationException">The file cannot be read.</exception>
    public MachineBuilder File(string name, string path) => File(name, HostFile.ReadAll(path, $"file '{name}'"));

    /// <summary>Whether a name has contents.</summary>
    /// <param name="name">The name.</param>
    /// <returns><see langword="true"/> if it has.</returns>
    public bool HasFile(string name) => _files.ContainsKey(name);

    /// <summary>Starts a kernel directly, in the firmware's place: at power-on, and again after every reset.</summary>
    /// <param name="image">The kernel, from <see cref="BootImage.Open"/>.</param>
    /// <returns>The builder.</returns>
    public MachineBuilder Boot(BootImage image)
    {
        BootImage = image;
        return this;
    }

    /// <summary>Puts an image into a drive.</summary>
    /// <param name="drive">The drive's name: <c>floppy0</c>.</param>
    /// <param name="image">The image. It belongs to the machine from now on.</param>
    /// <returns>The builder.</returns>
    public MachineBuilder Disk(string drive, IDiskImage image)
    {
        _disks[drive] = image;
        return this;
    }

    /// <summary>Puts an image file into a drive. The drive's name says what kind of medium it is.</summary>
    /// <param name="drive">
    /// <c>floppy0</c> or <c>floppy1</c>; <c>cdrom0</c> to <c>cdrom3</c>, always read-only; <c>disk0</c> to <c>disk3</c>, and any other name, for hard disks. The numbers of
    /// disks and CD-ROMs are positions at the IDE controller: primary device 0 and 1, secondary device 0 and 1.
    /// </param>
    /// <param name="path">The file.</param>
    /// <param name="access">What becomes of writes; if not given, a floppy's are kept in memory, and other media are read-only.</param>
    /// <returns>The builder.</returns>
    /// <exception cref="MachineConfigurationException">There is no such file, or it cannot be such a medium.</exception>
    public MachineBuilder Disk(string drive, string path, DiskAccess? access = null) => Disk(drive, DriveMedium.Open(drive, path, access));

    /// <summary>Connects a channel to the outside.</summary>
    /// <param name="name">The channel's name: <c>serial0</c>, <c>debugcon</c>.</param>
    /// <param name="binding">What to connect it to; a later call for the same name replaces it.</param>
    /// <returns>The builder.</returns>
    public MachineBuilder Channel(string name, ChannelBinding binding)
    {
        _channels[name] = binding;
        return this;
    }

    /// <summary>Traces what the machine does. A later call replaces an earlier one.</summary>
    /// <param name="tracer">What hears of it. If it is disposable, it belongs to the machine from now on, and one that is replaced is disposed of.</param>
    /// <returns>The builder.</returns>
    public MachineBuilder Trace(IMachineTracer tracer)
    {
        ArgumentNullException.ThrowIfNull(tracer);
        if (tracer != _tracer)
        {
            (_tracer as IDisposable)?.Dispose();
        }

        _tracer = tracer;
        return this;
    }

    /// <summary>Traces what the machine does as text, a line an entry; docs/tracing.md says what they look like. A later call replaces an earlier one.</summary>
    /// <param name="kinds">What to trace.</param>
    /// <param name="output">Where the lines go; flushed, and left open, when the machine is disposed of.</param>
    /// <returns>The builder.</returns>
    public MachineBuilder Trace(TraceKinds kinds, TextWriter output)
    {
        ArgumentNullException.ThrowIfNull(output);
        return Trace(new TextTracer(kinds, output, leaveOpen: true));
    }

    /// <summary>Traces what the machine does into a file. A later call replaces an earlier one.</summary>
    /// <param name="kinds">What to trace.</param>
    /// <param name="path">The file; what it held is lost.</param>
    /// <returns>The builder.</returns>
    /// <exception cref="MachineConfigurationException">The file cannot be written.</exception>
    public MachineBuilder Trace(TraceKinds kinds, string path) => Trace(TextTracer.ToFile(kinds, path));

    /// <summary>Does something with the machine once it is built, before it runs: attaches a stream to a channel, listens.</summary>
    /// <param name="attachment">What to do.</param>
    /// <returns>The builder.</returns>
    public MachineBuilder Attach(Action<Machine> attachment)
    {
        _attachments.Add(attachment);
        return this;
    }

    /// <summary>Builds the machine.</summary>
    /// <returns>The machine, switched on and at its first instruction.</returns>
    /// <exception cref="MachineConfigurationException">It cannot be built; the message says why and what to do.</exception>
    public Machine Build()
    {
        BootImage?.Prepare(this);
        var settings = new BoardSettings(MemorySize, CpuCount, _cpuModel, Clock, RecordOnly, DelaySeed, OnDeviceFault, OnTripleFault, Watchdog);
        var board = new MachineBoard(settings, new Media(_disks, _files), Loggers);
        try
        {
            return board.Scheduler.Run(() => Assemble(board, settings));
        }
        catch
        {
            board.Dispose();
            throw;
        }
    }

    private Machine Assemble(MachineBoard board, BoardSettings settings)
    {
        var assembler = new DeviceAssembler(board, Catalog, Loggers);
        board.Devices.AddRange(assembler.Attach(Devices));
        var machine = new Machine(board, settings, Catalog);
        foreach (IDisposable image in _disks.Values.OfType<IDisposable>())
        {
            machine.Own(image);
        }

        foreach ((string name, ChannelBinding binding) in _channels)
        {
            binding.Connect(machine, name);
        }

        foreach (Action<Machine> attachment in _attachments)
        {
            attachment(machine);
        }

        if (BootImage is { NeedsFirmware: false } kernel)
        {
            kernel.Place(board.Facts);
            board.BootImage = kernel;
        }

        if (_tracer is not null)
        {
            board.Trace(_tracer);
            if (_tracer is IDisposable disposable)
            {
                machine.Own(disposable);
            }
        }

        machine.PowerOn(board.Devices);
        return machine;
    }
}
