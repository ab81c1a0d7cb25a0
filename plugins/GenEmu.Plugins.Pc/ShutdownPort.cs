using GenEmu.Abstractions;

namespace GenEmu.Plugins.Pc;

/// <summary>The shutdown port of Bochs (iodev/unmapped.cc, port 8900h): the characters "Shutdown", one after the other, switch the machine off.</summary>
[Device("genemu.shutdown-port", Summary = "Writing \"Shutdown\" to port 8900h switches the machine off")]
public sealed partial class ShutdownPort
{
    [State] private byte _matched;

    private static ReadOnlySpan<byte> Password => "Shutdown"u8;

    [PortWrite(0x8900)]
    private void Write(byte value)
    {
        // 'S' occurs only at the start, so a character that does not fit can only begin anew.
        bool fits = value == Password[_matched];
        _matched = fits ? (byte)(_matched + 1) : (byte)(value == Password[0] ? 1 : 0);
        if (_matched == Password.Length)
        {
            _matched = 0;
            Host.RequestStop(0, "the guest switched the machine off");
        }
    }

    [OnReset]
    private void Reset(ResetKind kind) => _matched = kind == ResetKind.Init ? _matched : (byte)0;
}
