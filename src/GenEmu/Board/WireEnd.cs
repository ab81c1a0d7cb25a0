using GenEmu.Abstractions;

namespace GenEmu.Board;

/// <summary>One device's end of a wire. It can be soldered on later and taken off again, so that a device can be exchanged without a glitch on the line.</summary>
internal sealed class WireEnd(Wire wire, string owner, bool connected) : IWire
{
    private readonly List<Action<bool>> _listeners = [];
    private bool _driven;
    private bool _connected = connected;

    public string Name => wire.Name;

    public bool Level => wire.Level;

    /// <summary>What this end drives.</summary>
    public bool IsDriven => _driven;

    public void Set(bool level)
    {
        if (level == _driven)
        {
            return;
        }

        _driven = level;
        if (_connected)
        {
            wire.Change(level);
        }
    }

    public void Listen(Action<bool> listener)
    {
        _listeners.Add(listener);
        if (_connected)
        {
            wire.Listen(owner, listener);
        }
    }

    /// <summary>Puts this end onto the wire; where both drive the same level, nobody hears of it.</summary>
    /// <param name="former">The end in whose place it comes, if any.</param>
    public void Connect(WireEnd? former)
    {
        _connected = true;
        former?.StopListening();
        _listeners.ForEach(listener => wire.Listen(owner, listener));
        bool before = former?.TakeOff() ?? false;
        if (before != _driven)
        {
            wire.Change(_driven);
        }
    }

    /// <summary>Takes this end off the wire: what it drove high goes low unless another driver holds it.</summary>
    public void Disconnect()
    {
        StopListening();
        if (TakeOff())
        {
            wire.Change(level: false);
        }
    }

    private void StopListening() => _listeners.ForEach(wire.StopListening);

    /// <summary>Ends what it drives without a word to the wire.</summary>
    /// <returns>The level that it drove.</returns>
    private bool TakeOff()
    {
        bool driven = _connected && _driven;
        _connected = false;
        return driven;
    }
}
