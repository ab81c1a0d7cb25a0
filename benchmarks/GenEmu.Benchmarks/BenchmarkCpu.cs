using GenEmu.Abstractions;
using GenEmu.Core;
using GenEmu.Core.Io;
using GenEmu.Core.Memory;
using Iced.Intel;

namespace GenEmu.Benchmarks;

/// <summary>A vCPU in flat 32-bit protected mode with RAM and one device, and nothing else of a machine.</summary>
internal sealed class BenchmarkCpu : IDisposable
{
    public const ushort Port = 0x50;
    public const uint Mmio = 0xFEC0_0000;

    private const uint Code = 0x7C00;

    private readonly PhysicalMemory _memory = new(1 << 20);

    public BenchmarkCpu(Engine engine, Action<Assembler> code)
    {
        Cpu = new Vcpu(_memory, Bus) { RecordOnly = engine == Engine.Recorded };
        _memory.TranslationsInvalid = Cpu.FlushTranslations;
        Cpu.Registers.Cr0 = 0x11;
        Cpu.Registers.SetSegment(SegmentRegister.Cs, new SegmentValue(8, 0, uint.MaxValue, 0xC09B));
        foreach (SegmentRegister segment in (SegmentRegister[])[SegmentRegister.Ds, SegmentRegister.Es, SegmentRegister.Ss])
        {
            Cpu.Registers.SetSegment(segment, new SegmentValue(16, 0, uint.MaxValue, 0xC093));
        }

        Cpu.Registers.Rip = Code;
        Cpu.Registers.Rdx = Port;
        new DmaMemory(_memory).Write(Code, Assemble(code));
    }

    public IoBus Bus { get; } = new();

    public Vcpu Cpu { get; }

    /// <summary>Claims port and registers for a device that answers at once.</summary>
    public BenchmarkCpu With(IPortDevice ports, IMmioDevice memory, bool batch = false, bool coalesce = false)
    {
        new DevicePortMap(Bus.Ports, "device").Claim(
            new PortClaim { Base = Port, Length = 4, Widths = AccessWidths.UpToDword, Batch = batch, Coalesce = coalesce }, ports);
        new DeviceMemoryMap(_memory, "device").Claim(new MmioClaim { Base = Mmio, Length = 4096, Coalesce = coalesce }, memory);
        Apply();
        return this;
    }

    /// <summary>Claims the port for a device that may answer later.</summary>
    public BenchmarkCpu With(IAsyncPortDevice ports)
    {
        new DevicePortMap(Bus.Ports, "device").Claim(new PortClaim { Base = Port }, ports);
        Apply();
        return this;
    }

    public void Dispose()
    {
        Cpu.Dispose();
        _memory.Dispose();
    }

    private static byte[] Assemble(Action<Assembler> code)
    {
        var assembler = new Assembler(32);
        code(assembler);
        using var stream = new MemoryStream();
        assembler.Assemble(new StreamCodeWriter(stream), Code);
        return stream.ToArray();
    }

    private void Apply()
    {
        Bus.Ports.Apply();
        _memory.Apply();
    }
}
