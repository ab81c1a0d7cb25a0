using GenEmu.Abstractions;

namespace GenEmu.Plugins.Pc;

/// <summary>Function 0 of the 82371SB (PIIX3): the PCI-to-ISA bridge with its interrupt router and SMI generation.</summary>
/// <remarks>
/// Intel 82371SB datasheet (290550). Its other parts are devices of their own: reset control with port CF9h, the interrupt controllers,
/// DMA, the timer. Timing and decode registers keep what is written; nothing here depends on them.
/// </remarks>
[Device("genemu.piix3", Summary = "82371SB PCI-to-ISA bridge: PIRQ routing")]
public sealed partial class Piix3
{
    private const uint Identity = 0x7000_8086;
    private const int PirqRouteA = 0x60;
    private const ushort Routable = 0b1101_1110_1111_1000;      // IRQ 3 to 7, 9 to 12, 14 and 15; the others are reserved

    private PciConfigSpace _config = null!;

    [Parameter("slot", Summary = "The PCI device number")]
    private int _slot = 1;

    [State] private readonly byte[] _registers = new byte[PciConfigSpace.Size];
    [State] private readonly bool[] _asserted = new bool[4];

    [OnAttach]
    private void Attach()
    {
        _config = new PciConfigSpace(Host, _registers, Identity, classCode: 0x06_0100) { Changed = Apply };
        _config.Define(0x04, 2, 0x0007, writable: 0x0108);
        _config.Define(0x06, 2, 0x0200, clearable: 0x7800);
        _config.Define(0x0E, 1, 0x80);                              // more functions may follow
        _config.Define(0x4C, 1, 0x4D, writable: 0xFF);              // ISA I/O recovery timer
        _config.Define(0x4E, 2, 0x0003, writable: 0x01FF);          // X-bus chip select
        _config.Define(0x69, 1, 0x02, writable: 0xFE);              // top of memory
        _config.Define(0x6A, 2, 0, writable: 0x8014);               // miscellaneous status
        _config.Define(0x76, 2, 0x0C0C, writable: 0x8F8F);          // motherboard DMA
        _config.Define(0x82, 1, 0, writable: 0x0F);                 // deterministic latency
        DefineSmi();
        for (int i = 0; i < _asserted.Length; i++)
        {
            int pirq = i;
            _config.Define(PirqRouteA + i, 1, 0x80, writable: 0x8F);
            Host.Wire(PirqWires.Names[i]).Listen(level =>
            {
                _asserted[pirq] = level;
                Route();
            });
        }
    }

    [OnReset]
    private void Reset(ResetKind kind)
    {
        TakeSlot();
        if (kind != ResetKind.Init)
        {
            _config.Reset();
            ResetSmi();
            Route();
        }
    }

    /// <summary>A device that is reloaded while the guest runs gets its state back without a reset.</summary>
    [OnLoad]
    private void Restore()
    {
        TakeSlot();
        Apply();
    }

    private void Apply()
    {
        Route();
        DriveSmi();
    }

    private void TakeSlot() => PciBus.Of(Host).Add(_slot, 0, _config);

    /// <summary>Drives every ISA interrupt line that a PCI line may be routed to; several may share one.</summary>
    private void Route()
    {
        int requests = 0;
        for (int i = 0; i < _asserted.Length; i++)
        {
            byte route = _registers[PirqRouteA + i];
            if (_asserted[i] && route < 0x80)
            {
                requests |= 1 << (route & 0x0F);
            }
        }

        for (int irq = 0; irq < 16; irq++)
        {
            if ((Routable >> irq & 1) != 0)
            {
                Host.Wire($"irq{irq}").Set((requests >> irq & 1) != 0);
            }
        }
    }
}
