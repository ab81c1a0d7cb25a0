using System.Diagnostics;
using System.Globalization;

namespace GenEmu.Growth;

/// <summary>The experiments: one thing grows, everything else stays.</summary>
/// <param name="longest">The longest run, in instructions.</param>
/// <param name="seconds">How long machines run side by side.</param>
internal sealed class Growth(double longest, double seconds)
{
    private const double MiB = 1 << 20;
    private const double Sample = 3e7;

    public async Task<Table> InstructionsAsync()
    {
        var table = new Table("Instructions run", ["instructions", "million a second", "GC collections", "growth of memory, MiB"], 1);
        for (double count = 1e6; count <= longest * 1.001; count *= 10)
        {
            await using Machine machine = Create(GuestBoard.Compute);
            double memory = ResidentMiB();
            int collections = GC.CollectionCount(0);
            double took = await RunAsync(machine, count);
            collections = GC.CollectionCount(0) - collections;
            table.Add($"10^{Math.Log10(count):0}", count, count / 1e6 / took, collections, Math.Max(0, ResidentMiB() - memory));
        }

        return table;
    }

    public async Task<Table> DevicesAsync()
    {
        var table = new Table("Devices on the board", ["devices", "million instructions a second", "million port reads a second, one device after the other", "start, ms"], 2);
        foreach (int count in (int[])[1, 4, 16, 64, 256])
        {
            long start = Stopwatch.GetTimestamp();
            await using Machine computes = Create(GuestBoard.Compute, devices: count);
            double created = Stopwatch.GetElapsedTime(start).TotalMilliseconds;
            await using Machine asks = Create(GuestBoard.Ask(count), devices: count);
            double computed = await RunAsync(computes, Sample);
            double asked = await RunAsync(asks, Sample);
            double answers = asks.Devices.Select(device => device.Device).OfType<QuietDevice>().Sum(device => device.Answers);
            table.Add(count.ToString(CultureInfo.InvariantCulture), count, Sample / 1e6 / computed, answers / 1e6 / asked, created);
        }

        return table;
    }

    public async Task<Table> MemoryAsync()
    {
        var table = new Table("RAM of the machine", ["RAM", "million instructions a second", "committed when created, MiB", "committed after the run, MiB", "start, ms"], 1);
        foreach (int size in (int[])[16, 64, 256, 1024, 4096])
        {
            double before = ResidentMiB();
            long start = Stopwatch.GetTimestamp();
            await using Machine machine = Create(GuestBoard.Touch, ram: (ulong)size << 20);
            double created = Stopwatch.GetElapsedTime(start).TotalMilliseconds;
            double committed = ResidentMiB() - before;
            double took = await RunAsync(machine, Sample);
            table.Add(size < 1024 ? $"{size} MiB" : $"{size / 1024} GiB", size, Sample / 1e6 / took, Math.Max(0, committed), Math.Max(0, ResidentMiB() - before), created);
        }

        return table;
    }

    public async Task<Table> MachinesAsync()
    {
        var table = new Table("Machines in a process", ["machines", "million instructions a second, all together", "slowest / mean", "fastest / mean", "KiB a machine"], 1);
        foreach (int count in (int[])[1, 2, 10, 100, 1000])
        {
            double before = ResidentMiB();
            Machine[] machines = [.. Enumerable.Range(0, count).Select(_ => Create(GuestBoard.Compute, ram: 1 << 20))];
            using var end = new CancellationTokenSource();
            long start = Stopwatch.GetTimestamp();
            Task[] runs = [.. machines.Select(machine => machine.RunAsync(cancellationToken: end.Token))];
            await Task.Delay(TimeSpan.FromSeconds(seconds));
            await end.CancelAsync();
            await Task.WhenAll(runs);
            double took = Stopwatch.GetElapsedTime(start).TotalSeconds;
            double[] done = [.. machines.Select(machine => (double)machine.Cpu.InstructionCount)];
            table.Add(
                count.ToString(CultureInfo.InvariantCulture), count, done.Sum() / 1e6 / took, done.Min() / done.Average(), done.Max() / done.Average(), (ResidentMiB() - before) * 1024 / count);
            foreach (Machine machine in machines)
            {
                await machine.DisposeAsync();
            }
        }

        return table;
    }

    /// <summary>What the first machine compiles and loads belongs to none.</summary>
    public static async Task WarmUpAsync()
    {
        await using Machine machine = Create(GuestBoard.Ask(1), devices: 1);
        await RunAsync(machine, 1e6);
    }

    private static Machine Create(byte[] program, int devices = 0, ulong ram = 16 << 20) => Machine.Create(b =>
    {
        b.Memory(ram).Add(new GuestBoard(program));
        for (int i = 0; i < devices; i++)
        {
            b.Add(new QuietDevice(i), $"device{i}");
        }
    });

    /// <summary>Runs so many instructions: the virtual clock counts nothing else.</summary>
    private static async Task<double> RunAsync(Machine machine, double instructions)
    {
        double mips = new ClockSettings().Mips;
        long start = Stopwatch.GetTimestamp();
        await machine.RunAsync(Until.VirtualTime(TimeSpan.FromSeconds(instructions / (mips * 1e6))));
        return Stopwatch.GetElapsedTime(start).TotalSeconds;
    }

    private static double ResidentMiB()
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
        GC.Collect();
        using var process = Process.GetCurrentProcess();
        return process.WorkingSet64 / MiB;
    }
}
