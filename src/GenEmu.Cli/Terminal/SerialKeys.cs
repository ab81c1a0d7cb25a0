namespace GenEmu.Cli.Terminal;

/// <summary>Tells the keys for the guest from those for genemu: Ctrl-A and one more, as in QEMU.</summary>
internal sealed class SerialKeys
{
    private const byte ControlA = 1;

    private bool _isEscaped;

    /// <summary>Takes a key.</summary>
    public SerialKey Take(byte key)
    {
        if (!_isEscaped)
        {
            _isEscaped = key == ControlA;
            return _isEscaped ? SerialKey.Nothing : SerialKey.Send;
        }

        _isEscaped = false;
        return key switch
        {
            ControlA => SerialKey.Send,
            (byte)'x' or (byte)'X' => SerialKey.Quit,
            _ => SerialKey.Help,
        };
    }
}
