namespace GenEmu.Past;

/// <summary>The moments of the past that are kept, the oldest first.</summary>
internal sealed class Moments(HistoryOptions options)
{
    private readonly List<Moment> _all = [];

    public IReadOnlyList<Moment> All => _all;

    /// <summary>Whether a moment at this place would be worth keeping: none is near before it.</summary>
    public bool Wants(long instructions)
    {
        int next = _all.FindIndex(moment => moment.Stamp.Instructions > instructions);
        int last = (next < 0 ? _all.Count : next) - 1;
        return last < 0 || instructions - _all[last].Stamp.Instructions >= options.Interval;
    }

    public void Add(Moment moment)
    {
        int next = _all.FindIndex(other => other.Stamp.Instructions > moment.Stamp.Instructions);
        _all.Insert(next < 0 ? _all.Count : next, moment);
        if (_all.Count > options.Moments)
        {
            _all.RemoveAt(LeastMissed());
        }
    }

    /// <summary>Forgets what comes after a place.</summary>
    public void ForgetAfter(int position) => _all.RemoveAll(moment => moment.Position > position);

    /// <summary>Without it the gap that opens is the smallest in proportion to how long ago it is: steps back far away may take longer.</summary>
    private int LeastMissed()
    {
        long newest = _all[^1].Stamp.Instructions;
        return Enumerable.Range(1, _all.Count - 2).MinBy(i =>
            (double)(_all[i + 1].Stamp.Instructions - _all[i - 1].Stamp.Instructions) / (newest - _all[i].Stamp.Instructions + options.Interval));
    }
}
