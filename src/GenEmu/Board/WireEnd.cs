using GenEmu.Abstractions;

namespace GenEmu.Board;

/// <summary>One device's end of a wire.</summary>
internal sealed class WireEnd(Wire wire, string owner) : IWire
{
    private bool _driven;

    public string Name => wire.Name;

    public bool Level => wire.Level;

    public void Set(bool level)
    {
        if (level != _driven)
        {
            _driven = level;
            wire.Change(level);
        }
    }

    public void Listen(Action<bool> listener) => wire.Listen(owner, listener);
}
