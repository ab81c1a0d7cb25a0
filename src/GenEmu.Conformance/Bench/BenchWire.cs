using GenEmu.Abstractions;

namespace GenEmu.Conformance.Bench;

/// <summary>A signal line: high while any of its drivers holds it high.</summary>
internal sealed class BenchWire(string name, BenchBoard board)
{
    private readonly Dictionary<string, bool> _drivers = new(StringComparer.Ordinal);
    private readonly List<(string Owner, Action<bool> Listener)> _listeners = [];

    public string Name { get; } = name;

    public bool Level => _drivers.ContainsValue(true);

    public bool Drives(string owner) => _drivers.GetValueOrDefault(owner);

    public bool HearsOf(string owner) => _listeners.Exists(entry => entry.Owner == owner);

    public void Listen(string owner, Action<bool> listener) => _listeners.Add((owner, listener));

    public void Set(string owner, bool level)
    {
        bool before = Level;
        _drivers[owner] = level;
        if (Level == before)
        {
            return;
        }

        foreach ((string listener, Action<bool> hear) in board.IsLoading ? [] : _listeners.ToArray())
        {
            board.Guard(listener, $"its listener on wire {Name}", () => hear(!before));
        }
    }

    /// <summary>One device's end.</summary>
    internal sealed class End(BenchWire wire, BenchHost host) : IWire
    {
        public string Name => wire.Name;

        public bool Level => wire.Level;

        public void Set(bool level)
        {
            host.Enter("IWire.Set");
            if (wire.Drives(host.Name) != level)
            {
                host.Note($"wire {wire.Name} := {(level ? 1 : 0)}");
                wire.Set(host.Name, level);
            }
        }

        public void Listen(Action<bool> listener)
        {
            host.Enter("IWire.Listen");
            wire.Listen(host.Name, listener);
        }
    }
}
