using System.Numerics;
using System.Text;
using GenEmu.Abstractions;

namespace GenEmu.Plugins.Pc;

/// <summary>QEMU's firmware configuration device: numbered items and named files that firmware reads byte by byte.</summary>
/// <remarks>
/// QEMU's docs/specs/fw_cfg. Only the traditional interface is here: a selector at 510h and data at 511h, no DMA. Everything is constant
/// while the machine runs. SeaBIOS (src/fw/paravirt.c, src/boot.c) takes from here the memory map, the boot order and how long to wait for its menu.
/// </remarks>
[Device("genemu.fw-cfg", Summary = "QEMU firmware configuration")]
public sealed partial class FwCfg
{
    private const ushort DirectoryKey = 0x19;
    private const ushort FirstFileKey = 0x20;

    private readonly Dictionary<ushort, byte[]> _items = [];
    private SortedDictionary<string, byte[]> _named = [];

    [Parameter("menu", Summary = "Whether SeaBIOS offers its boot menu")]
    private bool _menu;

    [Parameter("menu-wait", Summary = "How long it waits for the menu key, in milliseconds")]
    private ushort _menuWait = 1000;

    [Parameter("boot-order", Summary = "SeaBIOS' boot order: open firmware paths, separated by ';'")]
    private string _bootOrder = "";

    [Parameter("retry", Summary = "How long SeaBIOS waits, in milliseconds, before it tries to boot again after finding nothing; 0xFFFFFFFF for never")]
    private uint _retry = uint.MaxValue;

    [Parameter("files", Summary = "More files: 'name:host name', separated by ';'")]
    private string _files = "";

    [State] private ushort _selected;
    [State] private int _position;

    [OnAttach]
    private void Fill()
    {
        _items[0x00] = "QEMU"u8.ToArray();
        _items[0x01] = Number(1u);                              // the traditional interface, and no DMA (bit 1)
        _items[0x03] = Number(Host.Machine.MemorySize);
        _items[0x04] = Number((ushort)0);                       // there is a display
        _items[0x05] = Number((ushort)Host.Machine.CpuCount);
        _items[0x0E] = Number((ushort)(_menu ? 1 : 0));
        _items[0x0F] = Number((ushort)Host.Machine.CpuCount);
        AddKernel();
        _named = Files();
        AddFiles(_named);
    }

    /// <summary>The parts of a kernel that an option ROM of the host's is to fetch.</summary>
    private void AddKernel()
    {
        foreach ((int key, string name) in (ReadOnlySpan<(int, string)>)[(0x11, "linux-kernel"), (0x12, "linux-initrd"), (0x15, "linux-cmdline"), (0x18, "linux-setup")])
        {
            if (Host.File(name) is { } contents)
            {
                _items[(ushort)key] = contents.ToArray();
            }
        }
    }

    private SortedDictionary<string, byte[]> Files()
    {
        SortedDictionary<string, byte[]> files = new(StringComparer.Ordinal)
        {
            ["etc/boot-fail-wait"] = Number(_retry),
            ["etc/e820"] = MemoryRanges(),
        };
        if (_menu)
        {
            files["etc/boot-menu-wait"] = Number(_menuWait);
        }

        if (_bootOrder.Length != 0)
        {
            files["bootorder"] = Encoding.ASCII.GetBytes(_bootOrder.Replace(';', '\n') + '\0');
        }

        foreach (string entry in _files.Split(';', StringSplitOptions.RemoveEmptyEntries))
        {
            AddHostFile(files, entry);
        }

        return files;
    }

    /// <summary>Only after all devices are attached is it known whether one has ACPI tables.</summary>
    private void AddAcpiTables(IAcpiTables source)
    {
        AcpiImage image = source.Build();
        AddFiles(new SortedDictionary<string, byte[]>(_named, StringComparer.Ordinal)
        {
            [FwCfgTableLoader.TablesFile] = image.Tables,
            [FwCfgTableLoader.RootPointerFile] = image.RootPointer,
            [FwCfgTableLoader.ScriptFile] = FwCfgTableLoader.Script(image),
        });
    }

    private void AddFiles(SortedDictionary<string, byte[]> files)
    {
        _items[DirectoryKey] = FwCfgDirectory.Encode(files, FirstFileKey);
        ushort key = FirstFileKey;
        foreach (byte[] contents in files.Values)
        {
            _items[key++] = contents;
        }
    }

    private void AddHostFile(SortedDictionary<string, byte[]> files, string entry)
    {
        if (entry.Split(':') is not [{ Length: > 0 and <= FwCfgDirectory.LongestName } name, { Length: > 0 } hostName])
        {
            throw new DeviceConfigurationException($"parameter 'files': '{entry}' is not 'name:host name' with a name of at most {FwCfgDirectory.LongestName} characters");
        }

        ReadOnlyMemory<byte> contents = Host.File(hostName)
            ?? throw new DeviceConfigurationException($"parameter 'files': the host bound no file to the name '{hostName}'");
        if (!files.TryAdd(name, contents.ToArray()))
        {
            throw new DeviceConfigurationException($"parameter 'files': '{name}' is there already");
        }
    }

    /// <summary>Two ranges at most: below 4 GiB, and the rest from 4 GiB. Each is an address, a length and 1 for usable RAM.</summary>
    private byte[] MemoryRanges()
    {
        const uint usable = 1;
        IMachineFacts machine = Host.Machine;
        byte[] low = [.. Number(0ul), .. Number(machine.LowMemorySize), .. Number(usable)];
        return machine.MemorySize == machine.LowMemorySize
            ? low
            : [.. low, .. Number(0x1_0000_0000ul), .. Number(machine.MemorySize - machine.LowMemorySize), .. Number(usable)];
    }

    [OnReset]
    private void Reset(ResetKind kind)
    {
        if (kind == ResetKind.Init)
        {
            return;
        }

        Select(0);
        if (Host.Find<IAcpiTables>() is { } tables)
        {
            AddAcpiTables(tables);
        }
    }

    [PortWrite(0x510)]
    private void Select(ushort key) => (_selected, _position) = (key, 0);

    /// <summary>The next byte of the selected item; zeros after its end and for items that do not exist, so firmware reads those as absent.</summary>
    [PortRead(0x511)]
    private byte ReadData() => _items.TryGetValue(_selected, out byte[]? item) && _position < item.Length ? item[_position++] : (byte)0;

    private static byte[] Number<T>(T value)
        where T : IBinaryInteger<T>
    {
        byte[] bytes = new byte[value.GetByteCount()];
        _ = value.WriteLittleEndian(bytes);
        return bytes;
    }
}
