using GenEmu.Abstractions;

namespace GenEmu.Plugins.Pc;

/// <summary>The 82441FX host bridge (PMC): PCI configuration mechanism 1, and the switches that put RAM behind C0000h–FFFFFh and A0000h–BFFFFh.</summary>
/// <remarks>Intel 82441FX datasheet (290549). D_CLS hides SMRAM from fetches as well as from data accesses. DRAM timing registers keep what is written; nothing here depends on them.</remarks>
[Device("genemu.i440fx", Summary = "82441FX host bridge: PCI configuration, PAM and SMRAM")]
public sealed partial class I440fx : IPortDevice, IMmioDevice
{
    private const uint Identity = 0x1237_8086;
    private const int SmramControl = 0x72;
    private const int Pam0 = 0x59;
    private const ulong VideoMemory = 0xA_0000;
    private const ulong EndOfRealMode = 0x10_0000;

    // Every other claim below 1 MiB lies between these two: RAM that PAM and SMRAM switch on covers ROMs and adapters,
    // and where nobody answers the access ends on the PCI bus as a master abort, not in the RAM behind it.
    private const int DramPriority = 1_000_000;
    private const int PciPriority = -1_000_000;

    private readonly PciBus _bus = new();
    private readonly PamWindow[] _windows = new PamWindow[13];
    private PciConfigSpace _config = null!;
    private ISystemRamRegion _smram = null!;

    [State] private readonly byte[] _registers = new byte[PciConfigSpace.Size];
    [State] private uint _configAddress;

    [OnAttach]
    private void Attach()
    {
        _config = new PciConfigSpace(Host, _registers, Identity, classCode: 0x06_0000, revision: 2) { Changed = Switch };
        DefineRegisters();
        MapMemory();
        _bus.Add(0, 0, _config);
        Host.Provide<IPciBus>(_bus);
        _ = Host.Ports.Claim(new PortClaim { Base = 0xCF8, Length = 4, Widths = AccessWidths.Dword, Tag = 0 }, this);
        _ = Host.Ports.Claim(new PortClaim { Base = 0xCFC, Length = 4, Widths = AccessWidths.UpToDword, Tag = 1 }, this);
    }

    private void DefineRegisters()
    {
        _config.Define(0x04, 2, 0x0006, writable: 0x0140);      // memory and bus master are always on
        _config.Define(0x06, 2, 0x0280, clearable: 0x7000);     // fast back-to-back, medium DEVSEL#
        _config.Define(0x0D, 1, 0, writable: 0xF8);             // latency timer
        _config.Define(0x50, 4, 0, writable: 0xFFFF_FFFF);      // PMC configuration, turbo, DBX buffers
        _config.Define(0x54, 4, 0x0100_0002, writable: 0xFFFF_FFFF);
        _config.Define(0x58, 1, 0x10, writable: 0xFF);          // DRAM timing
        _config.Define(Pam0, 1, 0, writable: 0x70);
        for (int register = Pam0 + 1; register < Pam0 + 7; register++)
        {
            _config.Define(register, 1, 0, writable: 0x77);
        }

        _config.Define(0x60, 4, 0x0101_0101, writable: 0xFFFF_FFFF);    // DRAM row boundaries
        _config.Define(0x64, 4, 0x0101_0101, writable: 0xFFFF_FFFF);
        _config.Define(0x68, 1, 0, writable: 0xC0);             // fixed DRAM hole
        _config.Define(0x70, 2, 0x1000, writable: 0xFFFF);      // multi-transaction timer, CPU latency timer
        _config.Define(0x90, 2, 0, writable: 0x00FF, clearable: 0x1100);
    }

    private void MapMemory()
    {
        _ = Host.MemoryMap.Claim(new MmioClaim { Base = VideoMemory, Length = EndOfRealMode - VideoMemory, Priority = PciPriority }, this);
        _smram = Dram(VideoMemory, 0x2_0000);
        _smram.Readable = _smram.Writable = true;
        _windows[0] = new PamWindow(Pam0, 4, Dram(0xF_0000, 0x1_0000));
        for (int i = 0; i < 12; i++)
        {
            _windows[i + 1] = new PamWindow(Pam0 + 1 + (i / 2), 4 * (i & 1), Dram(0xC_0000 + ((ulong)i * 0x4000), 0x4000));
        }
    }

    private ISystemRamRegion Dram(ulong start, ulong length) =>
        Host.MemoryMap.MapSystemRam(new MemoryClaim { Base = start, Length = length, Priority = DramPriority, Enabled = false });

    [OnReset]
    private void Reset(ResetKind kind)
    {
        if (kind == ResetKind.Init)
        {
            return;
        }

        _configAddress = 0;
        DefineSmram(locked: false);
        _config.Reset();
        Switch();
    }

    /// <summary>SMRAM control: once D_LCK is set, D_OPEN, D_LCK and G_SMRAME stay as they are until a reset; C_BASE_SEG is always 010b.</summary>
    private void DefineSmram(bool locked) => _config.Define(SmramControl, 1, 0x02, writable: locked ? 0x20u : 0x78u);

    /// <summary>Makes the memory map what the registers say; also after a state was loaded.</summary>
    [OnLoad]
    private void Switch()
    {
        foreach (PamWindow window in _windows)
        {
            window.Apply(_registers);
        }

        const byte open = 0x40, closed = 0x20, locked = 0x10, enabled = 0x08;
        if ((_registers[SmramControl] & locked) != 0)
        {
            _registers[SmramControl] &= 0xFF & ~open;
        }

        DefineSmram((_registers[SmramControl] & locked) != 0);
        bool hidden = (_registers[SmramControl] & open) == 0;
        if (_smram.OnlyInSmm != hidden)
        {
            _smram.OnlyInSmm = hidden;
        }

        _smram.Enabled = (_registers[SmramControl] & (closed | enabled)) == enabled;
    }

    /// <inheritdoc/>
    public uint ReadPort(PortAccess access)
    {
        if (access.Tag == 0)
        {
            return _configAddress;
        }

        return Selected() is { } function ? function.ReadConfig(Register(access), access.Width) : uint.MaxValue;
    }

    /// <inheritdoc/>
    public void WritePort(PortAccess access, uint value)
    {
        if (access.Tag == 0)
        {
            _configAddress = value & 0x80FF_FFFC;
        }
        else
        {
            Selected()?.WriteConfig(Register(access), access.Width, value);
        }
    }

    /// <summary>A master abort: nobody on the bus answered, and the bridge returns ones.</summary>
    ulong IMmioDevice.ReadMmio(MmioAccess access) => ulong.MaxValue;

    /// <summary>A master abort drops the data.</summary>
    void IMmioDevice.WriteMmio(MmioAccess access, ulong value)
    {
        // Nobody is there to take it.
    }

    private int Register(PortAccess access) => ((int)_configAddress & 0xFC) + access.Offset;

    /// <summary>The function that CONFADD names; only bus 0 exists.</summary>
    private IPciFunction? Selected() =>
        (_configAddress & 0x80FF_0000) == 0x8000_0000 ? _bus[(int)(_configAddress >> 11) & 31, (int)(_configAddress >> 8) & 7] : null;
}
