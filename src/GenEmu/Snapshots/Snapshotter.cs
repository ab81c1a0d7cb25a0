using GenEmu.Abstractions;
using GenEmu.Board;
using GenEmu.Core;
using GenEmu.Core.Memory;
using GenEmu.Core.State;

namespace GenEmu.Snapshots;

/// <summary>Takes snapshots of a machine that stands at a boundary, and puts them in place.</summary>
internal sealed class Snapshotter(MachineBoard board, BoardSettings settings, MachineLoop loop)
{
    private const string System = "system";

    private readonly BoardImage _boardImage = new(board, loop);

    public Snapshot Take()
    {
        foreach (Vcpu cpu in board.Cpus.All)
        {
            SpinWait.SpinUntil(() => !AnswerDelay.Holds(cpu.Waiting) || cpu.Waiting!.IsCompleted);          // at most some milliseconds, in a test
        }

        var parts = new List<SnapshotPart> { new("board", Bag(BoardImage.Version, _boardImage.Save)) };
        parts.AddRange(board.Cpus.All.Select(cpu => new SnapshotPart(NameOf(cpu), Bag(Vcpu.StateVersion, cpu.Save))));
        parts.AddRange(board.Devices.Where(d => d.Device is IStateful).Select(d => new SnapshotPart(NameOf(d), StateBag.Of((IStateful)d.Device))));
        var snapshot = new Snapshot(
            MachineOutline.Of(board, settings),
            board.Cpus.InstructionCount,
            board.Clock.Now,
            parts,
            [.. Blocks().Select(block => new SnapshotMemory(block.Name, block.Ram.TakeImage()))],
            [.. board.Media.TakeOverlays().Select(disk => new SnapshotDisk(disk.Drive, disk.Written))]);
        foreach (Vcpu cpu in board.Cpus.All)
        {
            cpu.Translations.ProtectAll();
        }

        return snapshot;
    }

    /// <summary>Puts a snapshot in place.</summary>
    /// <exception cref="SnapshotException">It does not fit; the machine is as it was.</exception>
    public void Restore(Snapshot snapshot)
    {
        if (snapshot.Outline.DifferenceTo(MachineOutline.Of(board, settings)) is { } difference)
        {
            throw new SnapshotException($"the snapshot is of another machine: {difference}");
        }

        CheckVersions(snapshot);
        CheckDisks(snapshot);
        Snapshot before = Take();
        try
        {
            Apply(snapshot);
        }
        catch (Exception exception) when (exception is not SnapshotException)
        {
            Apply(before);
            throw new SnapshotException($"the snapshot cannot be put in place: {exception.Message}", exception);
        }
    }

    /// <summary>Puts a snapshot of a machine in place in one that is just being made from the same parts.</summary>
    /// <exception cref="SnapshotException">A device refuses its state; the machine is no good.</exception>
    public void Adopt(Snapshot snapshot)
    {
        try
        {
            Apply(snapshot);
        }
        catch (InvalidDataException exception)
        {
            throw new SnapshotException($"the snapshot cannot be put in place: {exception.Message}", exception);
        }
    }

    /// <summary>Puts a snapshot in place that was taken of this machine.</summary>
    /// <param name="snapshot">The snapshot.</param>
    /// <param name="forgotten">What to do when what the machine was about is forgotten, and nothing has begun anew.</param>
    public void PutBack(Snapshot snapshot, Action forgotten) => Apply(snapshot, forgotten);

    private static string NameOf(Vcpu cpu) => $"cpu {cpu.Index}";

    private static string NameOf(AttachedDevice device) => $"device {device.Name}";

    private static StateBag Bag(int version, Action<IStateWriter> save)
    {
        var bag = new StateBag { Version = version };
        save(bag);
        return bag;
    }

    private void CheckVersions(Snapshot snapshot)
    {
        CheckVersion("the board", snapshot.Find("board")?.Version, BoardImage.Version);
        board.Cpus.All.ToList().ForEach(cpu => CheckVersion(NameOf(cpu), snapshot.Find(NameOf(cpu))?.Version, Vcpu.StateVersion));
        foreach (AttachedDevice device in board.Devices)
        {
            CheckVersion($"device '{device.Name}'", snapshot.Find(NameOf(device))?.Version, (device.Device as IStateful)?.StateVersion);
        }
    }

    private static void CheckVersion(string what, int? saved, int? known)
    {
        if (saved is null != known is null)
        {
            throw new SnapshotException($"{what} {(saved is null ? "has no state in the snapshot" : "has a state in the snapshot, but takes none")}");
        }

        if (saved > known)
        {
            throw new SnapshotException($"{what} was saved by a newer version ({saved}; this one knows {known}); use that version");
        }
    }

    /// <summary>Everything that the machine was about is forgotten; then time, memory, devices, the board and the CPUs come in the order in which they build upon each other.</summary>
    private void Apply(Snapshot snapshot, Action? forgotten = null)
    {
        board.IsQuiet = true;
        try
        {
            Forget();
            forgotten?.Invoke();
            StateBag state = snapshot.Find("board")!;
            LoadCpus(snapshot);                  // their counters are the clock
            _boardImage.LoadTime(state);
            RestoreMemory(snapshot);
            RestoreDisks(snapshot);
            LoadDevices(snapshot);
            board.ApplyChanges();
            _boardImage.LoadRest(state);
            LoadCpus(snapshot);                  // now with the memory map that their translations lead to
        }
        finally
        {
            board.IsQuiet = false;
        }

        foreach (Vcpu cpu in board.Cpus.All)
        {
            if (cpu.Waiting is { IsCompleted: false } waiting)
            {
                board.Clock.At(waiting.Began, cpu.Reoffer);
            }
        }
    }

    /// <summary>Devices' code that still waits for something hears that nobody waits for it, and comes to its end before the state does.</summary>
    private void Forget()
    {
        foreach (Vcpu cpu in board.Cpus.All)
        {
            cpu.Waiting?.Cancel();
        }

        board.Deadlines.Forget(owner: null);
        board.Scheduler.Drain();
        foreach (AttachedDevice device in board.Devices)
        {
            device.Host.CancelTimers();
            device.Device.Reset(ResetKind.PowerOn);
        }

        board.Scheduler.Drain();
        _ = board.Requests.TakeReset();
        board.Requests.ClearEnding();
    }

    private void LoadCpus(Snapshot snapshot)
    {
        foreach (Vcpu cpu in board.Cpus.All)
        {
            cpu.Load(snapshot.Find(NameOf(cpu))!);
        }
    }

    private void LoadDevices(Snapshot snapshot)
    {
        foreach (AttachedDevice device in board.Devices)
        {
            if (device.Device is IStateful stateful && snapshot.Find(NameOf(device)) is { } state)
            {
                try
                {
                    stateful.Load(state, state.Version);
                }
                catch (Exception exception)
                {
                    throw new InvalidDataException($"device '{device.Name}': {exception.Message}", exception);
                }
            }
        }
    }

    private void RestoreMemory(Snapshot snapshot)
    {
        foreach ((string name, RamBlock ram) in Blocks())
        {
            RamImage image = snapshot.FindMemory(name) is { } found && (ulong)found.Count == ram.Size >> RamBlock.PageShift
                ? found
                : throw new InvalidDataException($"the contents of memory '{name}' are missing or of another size");
            board.Memory.Restore(ram, image);
        }
    }

    private void CheckDisks(Snapshot snapshot)
    {
        HashSet<string> here = [.. board.Media.TakeOverlays().Select(disk => disk.Drive)];
        if (snapshot.Disks.FirstOrDefault(disk => !disk.Written.Blocks.IsEmpty && !here.Contains(disk.Drive)) is { } missing)
        {
            throw new SnapshotException($"the snapshot has what was written to {missing.Drive}, but this machine keeps nothing for such a drive; give it the image with overlay=true");
        }
    }

    private void RestoreDisks(Snapshot snapshot)
    {
        foreach ((string drive, _) in board.Media.TakeOverlays())
        {
            OverlayImage written = snapshot.Disks.FirstOrDefault(disk => disk.Drive == drive)?.Written ?? OverlayImage.Empty;
            ((IOverlaidMedium)board.Media.Disks[drive]).Restore(written);
        }
    }

    /// <summary>All memory that the guest can write to.</summary>
    private IEnumerable<(string Name, RamBlock Ram)> Blocks()
    {
        yield return (System, board.Memory.System);
        var regions = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (MemoryLayer layer in board.Memory.DeviceRam)
        {
            int number = regions.GetValueOrDefault(layer.Owner);
            regions[layer.Owner] = number + 1;
            yield return ($"{layer.Owner} {number}", layer.Ram!);
        }
    }
}
