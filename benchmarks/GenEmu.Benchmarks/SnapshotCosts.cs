using BenchmarkDotNet.Attributes;
using GenEmu.Abstractions;

namespace GenEmu.Benchmarks;

/// <summary>Snapshots and forks of a PC that runs: how their cost depends on the machine's memory, on what it has touched, and on what changed since.</summary>
[MemoryDiagnoser]
[InProcess]         // the plugins lie beside this program
[WarmupCount(2)]
[IterationCount(10)]
public class SnapshotCosts : IDisposable
{
    private const int Page = 4096;
    private const int ChangedPages = 256;

    private readonly byte[] _filling = new byte[Page];
    private Machine _machine = null!;
    private Snapshot _snapshot = null!;
    private byte _round;

    /// <summary>MiB of RAM, and of it those that hold something.</summary>
    [ParamsSource(nameof(Sizes))]
    public string Size { get; set; } = "";

    public static IEnumerable<string> Sizes => ["64 MiB, 4 used", "256 MiB, 4 used", "256 MiB, 200 used"];

    [GlobalSetup]
    public void Prepare()
    {
        Renew();
        _snapshot = _machine.TakeSnapshot();
    }

    [IterationSetup(Targets = [nameof(FirstSnapshot), nameof(FirstFork)])]
    public void Renew()
    {
        Dispose();
        string[] sizes = Size.Split(' ');
        _machine = Machine.Create(b => b.UsePc().Memory($"{sizes[0]} MiB").File("bios", Firmware()));
        Fill(int.Parse(sizes[2], System.Globalization.CultureInfo.InvariantCulture) * 256);
        _machine.RunAsync(Until.VirtualTime(_machine.VirtualTime + TimeSpan.FromMilliseconds(1))).GetAwaiter().GetResult();
    }

    /// <summary>The first snapshot of a machine.</summary>
    [Benchmark]
    public Snapshot FirstSnapshot() => _machine.TakeSnapshot();

    /// <summary>1 MiB changes; a snapshot.</summary>
    [Benchmark]
    public Snapshot NextSnapshot()
    {
        Fill(ChangedPages);
        return _machine.TakeSnapshot();
    }

    /// <summary>1 MiB changes; back to the snapshot before.</summary>
    [Benchmark]
    public void Restore()
    {
        Fill(ChangedPages);
        _machine.Restore(_snapshot);
    }

    /// <summary>The first fork of a machine; it is disposed of.</summary>
    [Benchmark]
    public void FirstFork() => Fork();

    /// <summary>Another fork; it is disposed of.</summary>
    [Benchmark]
    public void Fork() => _machine.Fork().DisposeAsync().AsTask().GetAwaiter().GetResult();

    /// <summary>A snapshot into a file's bytes.</summary>
    [Benchmark]
    public long Write()
    {
        using var file = new MemoryStream();
        _snapshot.Write(file);
        return file.Length;
    }

    [GlobalCleanup]
    public void Dispose()
    {
        _machine?.DisposeAsync().AsTask().GetAwaiter().GetResult();
        GC.SuppressFinalize(this);
    }

    /// <summary>Counts in memory for ever: MOV DS, 2000h; INC WORD PTR [BX]; INC BX; JMP.</summary>
    private static byte[] Firmware()
    {
        byte[] rom = new byte[0x10000];
        byte[] code = [0xB8, 0x00, 0x20, 0x8E, 0xD8, 0xFF, 0x07, 0x43, 0xEB, 0xFB];
        byte[] start = [0xEA, 0x00, 0x00, 0x00, 0xF0];
        code.CopyTo(rom, 0);
        start.CopyTo(rom, 0xFFF0);
        return rom;
    }

    private void Fill(int pages)
    {
        _filling.AsSpan().Fill(++_round);
        IGuestMemory memory = _machine.Memory;
        for (int page = 0; page < pages; page++)
        {
            memory.Write((1 << 20) + ((ulong)page * Page), _filling);
        }
    }
}
