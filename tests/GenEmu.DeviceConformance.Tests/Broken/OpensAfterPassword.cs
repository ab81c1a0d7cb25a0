namespace GenEmu.DeviceConformance.Tests.Broken;

/// <summary>Fails only where random traffic never comes.</summary>
[Device("broken.password")]
public sealed partial class OpensAfterPassword
{
    private static readonly byte[] Password = "sesame"u8.ToArray();

    [State] private int _right;

    [PortWrite(0x300)]
    private void Write(byte value) => _right = _right < Password.Length && value == Password[_right] ? _right + 1 : 0;

    [PortRead(0x300)] private byte Read() => _right == Password.Length ? throw new InvalidOperationException("open") : (byte)0xFF;

    [OnReset]
    private void Reset(ResetKind kind)
    {
        if (kind != ResetKind.Init)
        {
            _right = 0;
        }
    }
}
