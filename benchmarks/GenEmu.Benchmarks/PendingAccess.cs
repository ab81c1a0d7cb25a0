using BenchmarkDotNet.Attributes;
using GenEmu.Core;
using static Iced.Intel.AssemblerRegisters;

namespace GenEmu.Benchmarks;

/// <summary>One IN whose device answers after the vCPU has stopped: the stop, the answer, the resumption, and the next instruction's jump.</summary>
[MemoryDiagnoser]
public class PendingAccess
{
    private readonly LateDevice _device = new();
    private readonly ManualResetEventSlim _stop = new();
    private BenchmarkCpu? _cpu;
    private Thread? _answering;
    private int _asked;

    [Params(Engine.Direct, Engine.Recorded)]
    public Engine Engine { get; set; }

    [GlobalSetup(Target = nameof(Inline))]
    public void Prepare()
    {
        _cpu = new BenchmarkCpu(Engine, a =>
        {
            Iced.Intel.Label loop = a.CreateLabel();
            a.Label(ref loop);
            a.@in(al, dx);
            a.jmp(loop);
        }).With(_device);
    }

    [GlobalSetup(Target = nameof(FromAnotherThread))]
    public void PrepareThread()
    {
        Prepare();
        _answering = new Thread(AnswerAll) { IsBackground = true };
        _answering.Start();
    }

    /// <summary>The answer comes on the vCPU's own thread.</summary>
    [Benchmark]
    public VcpuStop Inline()
    {
        _cpu!.Cpu.Run(2);
        _device.Answer(0x5A);
        return _cpu.Cpu.Run(2);
    }

    /// <summary>Another thread spins for the question and answers it, while the vCPU's spins for the answer.</summary>
    [Benchmark]
    public VcpuStop FromAnotherThread()
    {
        _cpu!.Cpu.Run(2);
        Volatile.Write(ref _asked, 1);
        var spinner = default(SpinWait);
        while (!_cpu.Cpu.Waiting!.IsCompleted)
        {
            spinner.SpinOnce(sleep1Threshold: -1);
        }

        return _cpu.Cpu.Run(2);
    }

    [GlobalCleanup]
    public void Finish()
    {
        _stop.Set();
        _answering?.Join();
        _cpu?.Dispose();
        _stop.Dispose();
    }

    private void AnswerAll()
    {
        var spinner = default(SpinWait);
        while (!_stop.IsSet)
        {
            if (Interlocked.Exchange(ref _asked, 0) != 0)
            {
                _device.Answer(0x5A);
                spinner.Reset();
            }
            else
            {
                spinner.SpinOnce(sleep1Threshold: -1);
            }
        }
    }
}
