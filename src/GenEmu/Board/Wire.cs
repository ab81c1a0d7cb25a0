namespace GenEmu.Board;

/// <summary>A signal line: high while any of its drivers holds it high.</summary>
internal sealed class Wire(string name, DeviceFaults faults)
{
    private readonly List<(Tuple<string, string> Note, Action<bool> Listener)> _listeners = [];
    private (Tuple<string, string> Note, Action<bool> Listener)[]? _current;      // a listener may listen to more, or connect others
    private int _driversHigh;

    public string Name { get; } = name;

    /// <summary>Whether changes go unheard: a saved machine is being put in place, whose listeners know the levels.</summary>
    public bool IsQuiet { get; set; }

    public bool Level => _driversHigh > 0;

    public void Listen(string owner, Action<bool> listener)
    {
        _listeners.Add((Tuple.Create(owner, $"its listener on wire {Name}"), listener));
        _current = null;
    }

    public void StopListening(Action<bool> listener)
    {
        _listeners.RemoveAll(entry => entry.Listener == listener);
        _current = null;
    }

    /// <summary>One driver changed its level.</summary>
    public void Change(bool level)
    {
        bool before = Level;
        _driversHigh += level ? 1 : -1;
        bool after = Level;
        if (before == after || IsQuiet)
        {
            return;
        }

        (Tuple<string, string> Note, Action<bool> Listener)[] listeners = _current ??= [.. _listeners];
        foreach ((Tuple<string, string> note, Action<bool> listener) in listeners)
        {
            faults.Guard(note, listener, after);
        }
    }
}
