namespace GenEmu.Board;

/// <summary>A signal line: high while any of its drivers holds it high.</summary>
internal sealed class Wire(string name, DeviceFaults faults)
{
    private readonly List<(string Owner, Action<bool> Listener)> _listeners = [];
    private int _driversHigh;

    public string Name { get; } = name;

    public bool Level => _driversHigh > 0;

    public void Listen(string owner, Action<bool> listener) => _listeners.Add((owner, listener));

    /// <summary>One driver changed its level.</summary>
    public void Change(bool level)
    {
        bool before = Level;
        _driversHigh += level ? 1 : -1;
        bool after = Level;
        if (before == after)
        {
            return;
        }

        foreach ((string owner, Action<bool> listener) in _listeners)
        {
            try
            {
                listener(after);
            }
            catch (Exception exception)
            {
                faults.Report(owner, $"its listener on wire {Name}", exception);
            }
        }
    }
}
