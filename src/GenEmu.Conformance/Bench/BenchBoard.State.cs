using GenEmu.Abstractions;

namespace GenEmu.Conformance.Bench;

/// <content>Snapshots.</content>
internal sealed partial class BenchBoard
{
    /// <summary>The device's saved state; null if it has none.</summary>
    public BenchState? Save() => Save(Subject, SubjectName);

    /// <summary>Builds another board that goes on from this one's state: what the machine keeps is copied, what devices keep is saved and loaded.</summary>
    public BenchBoard HandOver()
    {
        _context.Now("saving and loading");
        var next = new BenchBoard(_context) { Pace = Pace, UsesBlocks = UsesBlocks };
        next.Transcript.Clear();
        next.Run(() => next.TakeOver(this));
        return next;
    }

    private BenchState? Save(IDevice device, string name)
    {
        if (device is not IStateful stateful)
        {
            return null;
        }

        var state = new BenchState();
        Run(() => Guard(name, "Save", () => stateful.Save(state)));
        return state;
    }

    private void TakeOver(BenchBoard other)
    {
        Clock.JumpTo(other.Clock.Now);
        _nextId = other._nextId;
        A20Enabled = other.A20Enabled;
        other.Ram.CopyTo(Ram, 0);
        _dma.CopyFrom(other._dma);
        foreach ((string name, BenchDisk disk) in other.Disks)
        {
            disk.Contents.CopyTo(Disks[name].Contents, 0);
        }

        foreach ((string name, BenchChannel channel) in other.SubjectHost.Channels)
        {
            foreach (byte waiting in channel.Waiting)
            {
                ((BenchChannel)SubjectHost.Channel(name)).Waiting.Enqueue(waiting);
            }
        }

        CopyRam(other.Addresses.History, Addresses.History);
        IsLoading = true;
        foreach (BenchWire wire in other.Wires.Where(wire => wire.Drives("the bench")))
        {
            Wire(wire.Name).Set("the bench", true);
        }

        foreach (((IDevice from, BenchHost host), (IDevice to, _)) in other._devices.Zip(_devices))
        {
            if (other.Save(from, host.Name) is { } state)
            {
                Guard(host.Name, "Load of what Save has written", () => ((IStateful)to).Load(state, ((IStateful)from).StateVersion));
            }
        }

        IsLoading = false;
    }

    private static void CopyRam(List<BenchClaim> from, List<BenchClaim> to)
    {
        foreach ((BenchClaim source, BenchClaim target) in from.Zip(to))
        {
            if (source is { Bytes.IsValueCreated: true, IsRom: false } && target.Bytes is not null)
            {
                source.Contents.CopyTo(target.Contents);
            }
        }
    }
}
