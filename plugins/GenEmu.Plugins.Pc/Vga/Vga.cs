using System.Numerics;
using GenEmu.Abstractions;

namespace GenEmu.Plugins.Pc;

/// <summary>A VGA with 256 KiB of planar memory and Bochs' display interface for linear modes (<c>1234:1111</c> on PCI).</summary>
/// <remarks>
/// IBM VGA Technical Reference (XGA Option Reference, section 2); the "VBE_DISPI" interface as QEMU's docs/specs/standard-vga describes it.
/// On PCI the frame buffer is BAR 0 and the video BIOS is the expansion ROM, which SeaBIOS' vgabios-stdvga.bin is made for. Without PCI the
/// frame buffer lies at E0000000h and the firmware must find the video BIOS elsewhere (vgabios-isavga.bin as fw_cfg's <c>vgaroms/vgabios.bin</c>).
/// Not modelled: the vertical interrupt, which PC/AT adapters do not wire, and the split screen.
/// </remarks>
[Device("genemu.vga", Summary = "VGA with Bochs display interface")]
public sealed partial class Vga
{
    private const uint PciIdentity = 0x1111_1234;
    private const uint DisplayController = 0x03_0000;
    private const ulong IsaFrameBuffer = 0xE000_0000;
    private const int SmallestRom = 4096;

    private PciConfigSpace? _config;

    [Parameter("bus", Summary = "pci or isa")]
    private VgaBus _bus = VgaBus.Pci;

    [Parameter("slot", Summary = "The PCI device number")]
    private int _slot = 2;

    [Parameter("memory", Summary = "The frame buffer in MiB: a power of two, 1 to 256")]
    private int _memoryMiB = 4;

    [Parameter("rom", Summary = "The host's name for the video BIOS; on PCI only")]
    private string _romFile = "vgabios";

    [State] private readonly byte[] _registers = new byte[PciConfigSpace.Size];

    [OnAttach]
    private void Attach()
    {
        if (_memoryMiB is < 1 or > 256 || !BitOperations.IsPow2(_memoryMiB))
        {
            throw new DeviceConfigurationException($"parameter 'memory': {_memoryMiB} MiB is not a power of two from 1 to 256");
        }

        _frameBuffer = Host.MemoryMap.MapRam(new MemoryClaim { Base = IsaFrameBuffer, Length = (ulong)_memoryMiB << 20, Enabled = _bus == VgaBus.Isa });
        if (_bus == VgaBus.Pci)
        {
            _config = new PciConfigSpace(Host, _registers, PciIdentity, DisplayController, revision: 2);
            _config.AddMemory(0, _frameBuffer, prefetchable: true);
            AddRom(_config);
        }

        _ = Host.MemoryMap.Claim(new MmioClaim { Base = WindowBase, Length = WindowLength }, this);
        Host.Provide<ITextDisplay>(this);
    }

    private void AddRom(PciConfigSpace config)
    {
        if (Host.File(_romFile) is { Length: > 0 } image)
        {
            byte[] rom = new byte[Math.Max(SmallestRom, BitOperations.RoundUpToPowerOf2((uint)image.Length))];
            image.Span.CopyTo(rom);
            config.AddExpansionRom(Host.MemoryMap.MapRom(new MemoryClaim { Base = 0, Length = (ulong)rom.Length, Enabled = false }, rom));
        }
    }

    [OnReset]
    private void Reset(ResetKind kind)
    {
        TakeSlot();
        if (kind == ResetKind.Init)
        {
            return;
        }

        _config?.Reset();
        ResetRegisters();
        ResetDac();
        ResetDispi();
        if (kind == ResetKind.PowerOn)
        {
            Array.Clear(_planes);
            _frameBuffer.Clear();
        }
    }

    /// <summary>A device that is reloaded while the guest runs gets its state back without a reset.</summary>
    [OnLoad]
    private void Restore()
    {
        TakeSlot();
        _config?.Apply();
    }

    private void TakeSlot()
    {
        if (_config is not null)
        {
            PciBus.Of(Host).Add(_slot, 0, _config);
        }
    }
}
