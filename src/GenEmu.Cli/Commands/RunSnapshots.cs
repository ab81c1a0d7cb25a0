namespace GenEmu.Cli.Commands;

/// <summary>The snapshots that a run begins with, takes on its way, and ends with.</summary>
internal sealed class RunSnapshots(RunOptions options, TextWriter error) : IDisposable
{
    private readonly List<IDisposable> _watches = [];

    /// <summary>Whether one could not be written.</summary>
    public bool Failed { get; private set; }

    public void Begin(Machine machine)
    {
        if (options.SnapshotToLoad is { } path)
        {
            try
            {
                machine.Restore(Snapshot.Open(path));
            }
            catch (SnapshotException exception)
            {
                string named = exception.Message.StartsWith(path, StringComparison.Ordinal) ? exception.Message : $"{path}: {exception.Message}";
                throw new MachineConfigurationException(named, exception);
            }
        }

        _watches.AddRange(options.Snapshots.Select(request => machine.When(Until.Text(request.Text), () => Save(machine, request.File))));
    }

    public void End(Machine machine)
    {
        if (options.SnapshotToSave is { } path)
        {
            Save(machine, path);
        }
    }

    public void Dispose() => _watches.ForEach(watch => watch.Dispose());

    private void Save(Machine machine, string path)
    {
        try
        {
            machine.TakeSnapshot().Save(path);
        }
        catch (SnapshotException exception)
        {
            Failed = true;
            error.WriteLine($"genemu: {exception.Message}");
        }
    }
}
