using GenEmu.Abstractions;

namespace GenEmu.Tests.Support;

/// <summary>A keyboard that takes every second stroke at the second try, and keeps what was typed.</summary>
internal sealed class TestKeyboard : IDevice, IKeyboardInput
{
    private bool _full;

    public string Keys { get; private set; } = "";

    /// <summary>Called after each key with all keys so far.</summary>
    public Action<string>? Typed { get; set; }

    public void Attach(IDeviceHost host) => host.Provide<IKeyboardInput>(this);

    public void Reset(ResetKind kind) => Keys = "";

    public bool TrySend(PcKey key, bool pressed)
    {
        _full = !_full;
        if (_full)
        {
            return false;
        }

        if (pressed)
        {
            Keys += key == PcKey.Enter ? "\n" : key.ToString();
            Typed?.Invoke(Keys);
        }

        return true;
    }
}
