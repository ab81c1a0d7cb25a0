using GenEmu.Core.Cpu;

namespace GenEmu.Core;

/// <content>The pins FERR# and IGNNE#, by which a PC reports errors of the x87 as IRQ 13 while CR0.NE is 0 (SDM vol. 1, appendix D).</content>
public sealed unsafe partial class Vcpu
{
    private bool _floatError;

    /// <summary>Hears FERR# change; true is an error.</summary>
    internal Action<bool>? FloatErrorChanged { get; set; }

    /// <summary>IGNNE#: waiting instructions go on in spite of a pending error.</summary>
    internal bool IgnoresFloatErrors { get; set; }

    /// <summary>A waiting instruction met a pending error: FERR# is asserted, and the processor freezes until an interrupt comes.</summary>
    private void Freeze()
    {
        SetFloatError(true);
        _s->Activity = VcpuActivity.Halted;
        _s->Budget--;
    }

    /// <summary>FERR# is let go with the error's flag.</summary>
    internal void FloatStateChanged()
    {
        if (_floatError && !_s->Unit.HasPendingError)
        {
            SetFloatError(false);
        }
    }

    private void SetFloatError(bool level)
    {
        if (level != _floatError)
        {
            _floatError = level;
            FloatErrorChanged?.Invoke(level);
        }
    }
}
