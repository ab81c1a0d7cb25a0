namespace GenEmu;

/// <summary>How much of a machine's past is kept, and how densely.</summary>
public sealed record HistoryOptions
{
    /// <summary>Instructions between two moments that are kept whole, at least 1000: to go back means to repeat about as many.</summary>
    public long Interval { get; init; } = 10_000_000;

    /// <summary>How many moments are kept, at least 4. When there are more, those of long ago are thinned out; the first one stays.</summary>
    public int Moments { get; init; } = 64;

    internal void Check()
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(Interval, 1000);
        ArgumentOutOfRangeException.ThrowIfLessThan(Moments, 4);
    }
}
