using BenchmarkDotNet.Attributes;
using GenEmu.Abstractions;
using static Iced.Intel.AssemblerRegisters;

namespace GenEmu.Benchmarks;

/// <summary>REP INSW of 256 words, a disk's sector: one by one, in one go, and by blocks. The numbers are per word.</summary>
[MemoryDiagnoser]
public class PortStrings
{
    private const int Words = 256;
    private const int Sectors = 40;
    private const int Steps = Sectors * (Words + 3);

    private BenchmarkCpu? _single;
    private BenchmarkCpu? _batched;
    private BenchmarkCpu? _blocks;

    [Params(Engine.Direct, Engine.Recorded)]
    public Engine Engine { get; set; }

    [GlobalSetup]
    public void Prepare()
    {
        _single = Reader(new NullDevice(), batch: false);
        _batched = Reader(new NullDevice(), batch: true);
        _blocks = Reader(new BlockDevice(), batch: true);
    }

    [Benchmark(Baseline = true, OperationsPerInvoke = Sectors * Words)]
    public void Single() => _single!.Cpu.Run(Steps);

    [Benchmark(OperationsPerInvoke = Sectors * Words)]
    public void Batched() => _batched!.Cpu.Run(Steps);

    [Benchmark(OperationsPerInvoke = Sectors * Words)]
    public void Blocks() => _blocks!.Cpu.Run(Steps);

    [GlobalCleanup]
    public void Finish()
    {
        _single?.Dispose();
        _batched?.Dispose();
        _blocks?.Dispose();
    }

    private BenchmarkCpu Reader(IPortDevice device, bool batch) => new BenchmarkCpu(Engine, a =>
    {
        Iced.Intel.Label loop = a.CreateLabel();
        a.Label(ref loop);
        a.mov(ecx, Words);
        a.mov(edi, 0x8000);
        a.rep.insw();
        a.jmp(loop);
    }).With(device, new NullDevice(), batch);
}
