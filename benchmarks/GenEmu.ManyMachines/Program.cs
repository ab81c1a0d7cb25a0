using System.Diagnostics;
using System.Globalization;
using GenEmu;
using GenEmu.ManyMachines;

// How much memory a machine takes that waits for a device, and how many answers a second so many of them take, on two threads.
// dotnet run -c Release --project benchmarks/GenEmu.ManyMachines [machines [seconds]]
int count = args.Length > 0 ? int.Parse(args[0], CultureInfo.InvariantCulture) : 1000;
double seconds = args.Length > 1 ? double.Parse(args[1], CultureInfo.InvariantCulture) : 5;

(long before, long heapBefore) = (0L, 0L);
await RunAsync(10, 0.2);        // what the first machines compile and load belongs to all
(before, heapBefore) = Measure();
await RunAsync(count, seconds);

async Task RunAsync(int machines, double howLong)
{
    using var end = new CancellationTokenSource();
    QuestionDevice[] devices = [.. Enumerable.Range(0, machines).Select(_ => new QuestionDevice())];
    Machine[] all = [.. devices.Select(device => Machine.Create(b => b.Memory("1 MiB").Add(device)))];
    Task<MachineStop>[] runs = [.. all.Select(machine => machine.RunAsync(cancellationToken: end.Token))];
    while (devices.Any(device => !device.IsAsked))
    {
        await Task.Delay(10);
    }

    if (machines == count)
    {
        (long now, long heapNow) = Measure();
        Console.WriteLine($"{count} machines wait: {(now - before) / 1024.0 / count:F0} KiB each, of which {(heapNow - heapBefore) / 1024.0 / count:F0} KiB on the managed heap; 1 MiB of RAM each, untouched");
    }

    long start = Stopwatch.GetTimestamp();
    while (Stopwatch.GetElapsedTime(start).TotalSeconds < howLong)
    {
        foreach (QuestionDevice device in devices.Where(device => device.IsAsked))
        {
            device.Answer();
        }

        await Task.Yield();
    }

    double took = Stopwatch.GetElapsedTime(start).TotalSeconds;
    await end.CancelAsync();
    await Task.WhenAll(runs);
    if (machines == count)
    {
        Console.WriteLine($"{devices.Sum(device => device.Answers) / took:F0} answers a second from another thread, over {ThreadPool.ThreadCount} threads of the pool");
    }

    foreach (Machine machine in all)
    {
        await machine.DisposeAsync();
    }
}

static (long Process, long Heap) Measure()
{
    GC.Collect();
    GC.WaitForPendingFinalizers();
    GC.Collect();
    using var process = Process.GetCurrentProcess();
    return (process.WorkingSet64, GC.GetTotalMemory(forceFullCollection: true));
}
