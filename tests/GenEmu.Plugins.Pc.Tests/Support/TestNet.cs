using GenEmu.Abstractions;

namespace GenEmu.Plugins.Pc.Tests.Support;

/// <summary>A signal line: high while any driver holds it high. The test reads <see cref="Level"/> and <see cref="Edges"/>.</summary>
public sealed class TestNet(string name)
{
    private readonly HashSet<End> _high = [];
    private readonly List<Action<bool>> _listeners = [];

    public string Name { get; } = name;

    public bool Level => _high.Count != 0;

    /// <summary>Every level the line changed to, in order.</summary>
    public List<bool> Edges { get; } = [];

    /// <summary>While a state is loaded, levels follow without edges.</summary>
    internal bool Muted { get; set; }

    /// <summary>One more driver of the line.</summary>
    public IWire Connect() => new End(this);

    private void Drive(End end, bool level)
    {
        bool before = Level;
        _ = level ? _high.Add(end) : _high.Remove(end);
        if (before == Level || Muted)
        {
            return;
        }

        Edges.Add(Level);
        foreach (Action<bool> listener in _listeners.ToArray())
        {
            listener(Level);
        }
    }

    private sealed class End(TestNet net) : IWire
    {
        public string Name => net.Name;

        public bool Level => net.Level;

        public void Set(bool level) => net.Drive(this, level);

        public void Listen(Action<bool> listener) => net._listeners.Add(listener);
    }
}
