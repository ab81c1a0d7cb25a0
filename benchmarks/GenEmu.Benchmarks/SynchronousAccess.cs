using BenchmarkDotNet.Attributes;
using static Iced.Intel.AssemblerRegisters;

namespace GenEmu.Benchmarks;

/// <summary>One access that its device answers at once. The numbers are per access, with the share of a jump for every hundred.</summary>
[MemoryDiagnoser]
public class SynchronousAccess
{
    private const int Accesses = 100;
    private const int Rounds = 100;
    private const int Steps = Rounds * (Accesses + 1);

    private BenchmarkCpu? _read;
    private BenchmarkCpu? _write;
    private BenchmarkCpu? _coalesced;
    private BenchmarkCpu? _memoryRead;
    private BenchmarkCpu? _memoryWrite;

    [Params(Engine.Direct, Engine.Recorded)]
    public Engine Engine { get; set; }

    [GlobalSetup]
    public void Prepare()
    {
        _read = Loop(a => a.@in(al, dx));
        _write = Loop(a => a.@out(dx, al));
        _coalesced = Loop(a => a.@out(dx, al), coalesce: true);
        _memoryRead = Loop(a => a.mov(eax, __dword_ptr[BenchmarkCpu.Mmio]));
        _memoryWrite = Loop(a => a.mov(__dword_ptr[BenchmarkCpu.Mmio], eax));
    }

    [Benchmark(OperationsPerInvoke = Rounds * Accesses)]
    public void In() => _read!.Cpu.Run(Steps);

    [Benchmark(OperationsPerInvoke = Rounds * Accesses)]
    public void Out() => _write!.Cpu.Run(Steps);

    [Benchmark(OperationsPerInvoke = Rounds * Accesses)]
    public void CoalescedOut() => _coalesced!.Cpu.Run(Steps);

    [Benchmark(OperationsPerInvoke = Rounds * Accesses)]
    public void MemoryRead() => _memoryRead!.Cpu.Run(Steps);

    [Benchmark(OperationsPerInvoke = Rounds * Accesses)]
    public void MemoryWrite() => _memoryWrite!.Cpu.Run(Steps);

    [GlobalCleanup]
    public void Finish()
    {
        foreach (BenchmarkCpu? cpu in (BenchmarkCpu?[])[_read, _write, _coalesced, _memoryRead, _memoryWrite])
        {
            cpu?.Dispose();
        }
    }

    private BenchmarkCpu Loop(Action<Iced.Intel.Assembler> access, bool coalesce = false)
    {
        var device = new NullDevice();
        return new BenchmarkCpu(Engine, a =>
        {
            Iced.Intel.Label loop = a.CreateLabel();
            a.Label(ref loop);
            for (int i = 0; i < Accesses; i++)
            {
                access(a);
            }

            a.jmp(loop);
        }).With(device, device, coalesce: coalesce);
    }
}
