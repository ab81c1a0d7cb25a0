using GenEmu.Abstractions;
using Microsoft.Extensions.Logging;

namespace GenEmu.Plugins.Pc;

/// <summary>The manufacturing test port 80h of the IBM PC/AT (Technical Reference, BIOS listing, "TEST1"): keeps the last POST code and logs each one.</summary>
[Device("genemu.post80", Summary = "POST codes on port 80h, logged")]
public sealed partial class Post80
{
    [State] private byte _code;

    /// <summary>The last code written.</summary>
    public byte Code => _code;

    // On a PC/AT this is a spare register of the DMA page chip, so it reads back. Linux writes it as a delay.
    [PortRead(0x80)]
    private byte Read() => _code;

    [PortWrite(0x80, Batch = true)]
    private void Write(byte value)
    {
        if (_code != value)
        {
            Host.Logger.LogDebug("POST code {Code:X2}h", value);
        }

        _code = value;
    }

    [OnReset]
    private void Reset(ResetKind kind) => _code = kind == ResetKind.Init ? _code : (byte)0;
}
