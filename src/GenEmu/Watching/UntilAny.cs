namespace GenEmu;

internal sealed class UntilAny(IReadOnlyList<Until> conditions) : Until
{
    public override string ToString() => string.Join(" or ", conditions.Select(c => c.ToString()).Distinct(StringComparer.Ordinal));

    internal override IDisposable Start(Machine machine, Action matched)
    {
        IDisposable[] watches = [.. conditions.Select(c => c.Start(machine, matched))];
        return new Watches(watches);
    }

    private sealed class Watches(IDisposable[] watches) : IDisposable
    {
        public void Dispose()
        {
            foreach (IDisposable watch in watches)
            {
                watch.Dispose();
            }
        }
    }
}
