using GenEmu.Snapshots;

namespace GenEmu;

/// <content>Snapshots.</content>
public sealed partial class Machine
{
    private readonly Snapshotter _snapshotter;

    /// <summary>Takes a snapshot of everything that the guest could notice, an access that waits for its device included. Changes nothing.</summary>
    /// <returns>The snapshot. It shares the pages of memory that have not changed with those taken before.</returns>
    /// <remarks>For the time between runs, or for actions posted.</remarks>
    /// <exception cref="InvalidOperationException">The machine runs, and this is no posted action.</exception>
    public Snapshot TakeSnapshot()
    {
        if (SynchronizationContext.Current == _board.Scheduler)
        {
            return _snapshotter.Take();
        }

        CheckStands();
        return _board.Scheduler.Run(_snapshotter.Take);
    }

    /// <summary>Runs something on the machine's thread, at the next boundary, once a condition is met; the run goes on.</summary>
    /// <param name="until">The condition, watched from now on, also over several runs.</param>
    /// <param name="action">What to run, once. What it throws ends the run.</param>
    /// <returns>Ends the watch when disposed.</returns>
    /// <remarks>For the time between runs.</remarks>
    /// <exception cref="InvalidOperationException">The machine runs.</exception>
    public IDisposable When(Until until, Action action)
    {
        ArgumentNullException.ThrowIfNull(until);
        ArgumentNullException.ThrowIfNull(action);
        CheckStands();
        bool done = false;
        return until.Start(this, () =>
        {
            if (!done)
            {
                done = true;
                Post(action);
                _board.Cpus.RequestAttention();
            }
        });
    }

    /// <summary>Puts a snapshot in place: of this machine, or of one that consists of the same parts. The next run goes on where it was taken.</summary>
    /// <param name="snapshot">The snapshot.</param>
    /// <remarks>
    /// An access that waited is offered to its device again, under the same id (<see cref="Abstractions.IResumable"/>). Disks, files and the host's side of channels are not part of a snapshot;
    /// nor are the host's own breakpoints' objects: <see cref="MachineDebugger.Breakpoints"/> holds new ones at the same places.
    /// </remarks>
    /// <exception cref="SnapshotException">It does not fit the machine, which then is as it was; the message says why.</exception>
    /// <exception cref="InvalidOperationException">The machine runs, is being recorded, or keeps its history.</exception>
    public void Restore(Snapshot snapshot)
    {
        ArgumentNullException.ThrowIfNull(snapshot);
        CheckStands();
        if (IsRecording || _history is not null)
        {
            throw new InvalidOperationException("The machine is being recorded, or keeps its history; end that first.");
        }

        _board.Timeline = null;
        _board.Scheduler.Run(() =>
        {
            _snapshotter.Restore(snapshot);
            return true;
        });
    }

    internal void CheckStands()
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        if (_running)
        {
            throw new InvalidOperationException("The machine runs; end the run first.");
        }
    }
}
