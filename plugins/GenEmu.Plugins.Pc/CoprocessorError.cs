using GenEmu.Abstractions;

namespace GenEmu.Plugins.Pc;

/// <summary>
/// What stands between the processor's FERR# and IRQ 13 since the PC/AT: an x87 error requests the interrupt, and a write to port F0h takes the request back and
/// asserts IGNNE#, so that the handler can use the x87 before it has cleared the error. PIIX data sheet (290550), section 2.4.10.
/// </summary>
[Device("genemu.coprocessor-error", Summary = "x87 errors as IRQ 13 (port F0h)")]
public sealed partial class CoprocessorError
{
    [State] private bool _requests;
    [State] private bool _ignores;

    private IWire _irq13 = null!;
    private IWire _ferr = null!;
    private IWire _ignne = null!;

    [OnAttach]
    private void Attach()
    {
        _irq13 = Host.Wire("irq13");
        _ignne = Host.Wire("ignne");
        _ferr = Host.Wire("ferr");
        _ferr.Listen(ErrorChanged);
    }

    [PortWrite(0xF0)]
    private void Clear(byte value)
    {
        _requests = false;
        _ignores = _ferr.Level;
        Drive();
    }

    [OnReset]
    private void Reset(ResetKind kind)
    {
        if (kind != ResetKind.Init)
        {
            (_requests, _ignores) = (false, false);
            Drive();
        }
    }

    private void ErrorChanged(bool error)
    {
        _requests |= error;
        _ignores &= error;
        Drive();
    }

    [OnLoad]
    private void Drive()
    {
        _irq13.Set(_requests);
        _ignne.Set(_ignores);
    }
}
