using System.Runtime.InteropServices;
using BenchmarkDotNet.Attributes;
using GenEmu.Core.Cpu;
using GenEmu.Core.Execution;
using GenEmu.Core.Io;
using GenEmu.Core.Memory;
using static Iced.Intel.AssemblerRegisters;

namespace GenEmu.Benchmarks;

/// <summary>What one instruction is made of: decoding it, going to the next, a translation that is known, a port's look-up.</summary>
[InProcess]
[WarmupCount(3)]
[IterationCount(10)]
public unsafe class Parts : IDisposable
{
    private const int Instructions = 60;
    private const int Rounds = 1000;

    private readonly byte[] _code =
    [
        0x01, 0xC8,                                     // ADD EAX, ECX
        0x8B, 0x44, 0x8B, 0x10,                         // MOV EAX, [EBX+ECX*4+10h]
        0x05, 0x78, 0x56, 0x34, 0x12,                   // ADD EAX, 12345678h
        0x0F, 0xB6, 0x06,                               // MOVZX EAX, BYTE PTR [ESI]
        0x75, 0x10,                                     // JNZ
        0x66, 0x89, 0x45, 0xFC,                         // MOV [EBP-4], AX
    ];

    private BenchmarkCpu _registers = null!;
    private BenchmarkCpu _loads = null!;
    private BenchmarkCpu _ports = null!;
    private Op* _op;

    [GlobalSetup]
    public void Prepare()
    {
        _op = (Op*)NativeMemory.AlignedAlloc((nuint)sizeof(Op), 64);
        _registers = Loop(a => a.inc(eax));
        _loads = Loop(a => a.mov(eax, __dword_ptr[0x5000]));
        var device = new NullDevice();
        _ports = Loop(a => a.nop()).With(device, device);
        _loads.Cpu.Run(Instructions + 1);
    }

    /// <summary>One instruction of those above.</summary>
    [Benchmark(OperationsPerInvoke = 6)]
    public int Decode()
    {
        int length = 0;
        while (length < _code.Length)
        {
            Decoder.Decode(_code.AsSpan(length), (ulong)length, CodeMode.Bits32, _op);
            length += _op->Length;
        }

        return length;
    }

    /// <summary>INC EAX and the way to the next instruction.</summary>
    [Benchmark(OperationsPerInvoke = Instructions * Rounds)]
    public void Dispatch() => _registers.Cpu.Run((Instructions + 1) * Rounds);

    /// <summary>A load whose page is in the TLB.</summary>
    [Benchmark(OperationsPerInvoke = Instructions * Rounds)]
    public void Load() => _loads.Cpu.Run((Instructions + 1) * Rounds);

    /// <summary>A translation of the recorded way that is known.</summary>
    [Benchmark(OperationsPerInvoke = Rounds)]
    public ulong Translation()
    {
        ulong sum = 0;
        for (uint i = 0; i < Rounds; i++)
        {
            sum += _loads.Cpu.Translations.TryFind(0x5000 + i, AccessType.Read, user: false, out ulong physical) ? physical : 0;
        }

        return sum;
    }

    /// <summary>Who answers a port.</summary>
    [Benchmark]
    public object? PortTable() => _ports.Bus.Ports.Find(BenchmarkCpu.Port, 1);

    [GlobalCleanup]
    public void Dispose()
    {
        _registers?.Dispose();
        _loads?.Dispose();
        _ports?.Dispose();
        NativeMemory.AlignedFree(_op);
        _op = null;
        GC.SuppressFinalize(this);
    }

    private static BenchmarkCpu Loop(Action<Iced.Intel.Assembler> instruction) => new(Engine.Direct, a =>
    {
        Iced.Intel.Label loop = a.CreateLabel();
        a.Label(ref loop);
        for (int i = 0; i < Instructions; i++)
        {
            instruction(a);
        }

        a.jmp(loop);
    });
}
