using GenEmu.Abstractions;
using GenEmu.Board;
using GenEmu.Core.Io;
using GenEmu.Time;

namespace GenEmu.Snapshots;

/// <summary>Saves and loads what belongs to a machine but to none of its CPUs and devices: time, turns, the A20 gate, wires, input on its way.</summary>
internal sealed class BoardImage(MachineBoard board, MachineLoop loop)
{
    public const int Version = 1;

    /// <summary>Instructions, or nanoseconds: far more than any machine runs, and far from an overflow.</summary>
    private const long Longest = 1L << 58;

    private const char Separator = '\n';

    public void Save(IStateWriter to)
    {
        (int current, long turnEnd) = board.Cpus.Position;
        to.Write("jumped", board.Clock.Jumped);
        to.Write("turn", current);
        to.Write("turnEnd", turnEnd);
        to.Write("a20", board.Requests.A20);
        to.Write("nextAccess", board.Bus.NextId);
        to.Write("deafSince", loop.DeafSince ?? -1);
        Text(to, "wires", board.Devices.SelectMany(device => device.Host.DrivenWires.Select(wire => $"{device.Name}/{wire}")));
        MachineTimer[] timers = [.. board.Timers.All.Where(timer => timer.Name is not null)];
        Text(to, "timers", timers.Select(timer => timer.Name!));
        to.WriteArray<long>("timerDeadlines", [.. timers.Select(timer => timer.Deadline!.Value)]);          // armed: it is in the queue
        foreach (ByteChannel channel in board.Channels)
        {
            to.WriteArray<byte>($"channel {channel.Name}", channel.Untaken);
        }

        board.Typist.Save(to);
        if (board.Requests.Reset is { } reset)
        {
            SaveReset(reset, to);
        }
    }

    /// <summary>The part that the devices' own state builds upon: what time it is.</summary>
    public void LoadTime(IStateReader from)
    {
        board.Clock.Jumped = Checked("jumped", from.Read<long>("jumped"));
        board.Cpus.All.ToList().ForEach(cpu => Checked("instructions", cpu.InstructionCount));
        int turn = from.Read<int>("turn");
        if ((uint)turn >= (uint)board.Cpus.All.Count)
        {
            throw new InvalidDataException($"it is the turn of CPU {turn}, which is not there");
        }

        board.Cpus.Position = (turn, from.Read<long>("turnEnd"));
        board.Requests.A20 = from.Read<bool>("a20");
        board.Bus.NextId = from.Read<ulong>("nextAccess");
        long deaf = from.Read<long>("deafSince");
        loop.DeafSince = deaf < 0 ? null : deaf;
    }

    private static long Checked(string name, long value)
        => value is >= 0 and <= Longest ? value : throw new InvalidDataException($"'{name}' is {value}, which no machine comes to");

    /// <summary>The part that comes when the devices are in place.</summary>
    public void LoadRest(IStateReader from)
    {
        HashSet<string> wires = [.. Texts(from, "wires")];
        foreach (AttachedDevice device in board.Devices)
        {
            device.Host.DriveOnly([.. wires.Where(wire => wire.StartsWith(device.Name + "/", StringComparison.Ordinal)).Select(wire => wire[(device.Name.Length + 1)..])]);
        }

        foreach (ByteChannel channel in board.Channels)
        {
            string name = $"channel {channel.Name}";
            channel.Untaken = from.Contains(name) ? from.ReadArray<byte>(name) : [];
        }

        board.Typist.Load(from);
        LoadTimers(from);
        if (from.Contains("reset"))
        {
            board.Requests.RequestReset(LoadReset(from));
        }
    }

    /// <summary>Somebody has asked for a reset, and the boundary where it takes effect has not come yet.</summary>
    private static void SaveReset(ResetRecord reset, IStateWriter to)
    {
        to.WriteArray("reset", [(long)reset.Kind, reset.Cpu, reset.Selector, (long)reset.Rip, reset.Instructions, reset.VirtualTime.Ticks]);
        to.WriteArray<char>("resetSource", reset.Source);
        if (reset.Access is { } access)
        {
            to.WriteArray("resetAccess", [access.Id, (ulong)access.Kind, access.Address, (ulong)access.Width, access.Data]);
            to.WriteArray<char>("resetDevice", access.Device);
        }
    }

    private static ResetRecord LoadReset(IStateReader from)
    {
        if (from.ReadArray<long>("reset") is not [>= 0 and <= (long)ResetKind.PowerOn and var kind, var cpu, var selector, var rip, var instructions, var ticks])
        {
            throw new InvalidDataException("the reset that is due is damaged");
        }

        IoRequest? access = null;
        if (from.Contains("resetAccess"))
        {
            access = from.ReadArray<ulong>("resetAccess") is [var id, <= (ulong)IoKind.MemoryWrite and var what, var address, var width, var data]
                ? new IoRequest(id, (IoKind)what, address, (int)width, data, new string(from.ReadArray<char>("resetDevice")))
                : throw new InvalidDataException("the access that asked for the reset is damaged");
        }

        return new ResetRecord((ResetKind)kind, new string(from.ReadArray<char>("resetSource")), access, (int)cpu, (ushort)selector, (ulong)rip, instructions, TimeSpan.FromTicks(ticks));
    }

    /// <summary>The devices have armed their timers anew; those of one instant fire in the order that they had.</summary>
    private void LoadTimers(IStateReader from)
    {
        List<(string Owner, long Deadline)?> saved = [.. Texts(from, "timers").Zip(from.ReadArray<long>("timerDeadlines"), (owner, deadline) => ((string, long)?)(owner, deadline))];
        board.Timers.Reorder(timer =>
        {
            int place = timer.Name is { } owner ? saved.IndexOf((owner, timer.Deadline!.Value)) : -1;
            if (place < 0)
            {
                return null;
            }

            saved[place] = null;
            return (ulong)place;
        });
    }

    private static void Text(IStateWriter to, string name, IEnumerable<string> lines) => to.WriteArray<char>(name, string.Join(Separator, lines));

    private static string[] Texts(IStateReader from, string name) => new string(from.ReadArray<char>(name)).Split(Separator, StringSplitOptions.RemoveEmptyEntries);
}
