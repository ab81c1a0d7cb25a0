using GenEmu.Core;
using GenEmu.Core.Io;
using GenEmu.Core.Memory;

namespace GenEmu.Conformance.Tests.Host;

/// <summary>A vCPU in flat 32-bit mode, which executes single instructions in front of an endless loop.</summary>
internal sealed class FlatMachine : IDisposable
{
    public const uint Code = 0x1000;

    private const uint Gdt = 0x2000;
    private const uint Idt = 0x3000;
    private const uint Handler = 0x4000;
    private const uint Memory = HostProcessor.DataAddress + (1 << 20);
    private const long EnoughForRep = 64;
    private static readonly byte[] JumpToSelf = [0xEB, 0xFE];

    private readonly PhysicalMemory _memory = new(Memory);
    private readonly Vcpu _cpu;

    public FlatMachine(bool direct)
    {
        _cpu = new Vcpu(_memory, new IoBus()) { RecordOnly = !direct };
        _memory.TranslationsInvalid = _cpu.FlushTranslations;
        VcpuRegisters r = _cpu.Registers;
        r.Cr0 = 0x11;
        r.SetSegment(SegmentRegister.Cs, new SegmentValue(8, 0, uint.MaxValue, 0xC09B));
        foreach (SegmentRegister segment in (SegmentRegister[])[SegmentRegister.Ds, SegmentRegister.Es, SegmentRegister.Ss])
        {
            r.SetSegment(segment, new SegmentValue(16, 0, uint.MaxValue, 0xC093));
        }

        r.Gdt = (Gdt, 23);
        r.Idt = (Idt, 0x7FF);
        Write(Gdt + 8, BitConverter.GetBytes(0x00CF9B000000FFFF));
        Write(Gdt + 16, BitConverter.GetBytes(0x00CF93000000FFFF));
        for (uint vector = 0; vector < 32; vector++)
        {
            Write(Idt + (vector * 8), BitConverter.GetBytes(0x0000_8E00_0008_0000 | Handler));
        }

        Write(Handler, JumpToSelf);
    }

    public Span<byte> Data => _memory.System.Contents.Slice((int)HostProcessor.DataAddress, HostProcessor.DataLength);

    /// <summary>Executes one instruction.</summary>
    /// <returns>Whether it completed; otherwise it faulted.</returns>
    public bool Execute(ReadOnlySpan<byte> instruction, ref HostRegisters registers)
    {
        Write(Code, instruction);
        Write(Code + (uint)instruction.Length, JumpToSelf);
        VcpuRegisters r = _cpu.Registers;
        (r.Rax, r.Rcx, r.Rdx, r.Rbx) = (registers.Rax, registers.Rcx, registers.Rdx, registers.Rbx);
        (r.Rbp, r.Rsi, r.Rdi, r.Rsp) = (registers.Rbp, registers.Rsi, registers.Rdi, 0x9000);
        (r.EFlags, r.Rip) = ((uint)registers.Rflags | 2, Code);
        _cpu.Run(EnoughForRep);
        registers = new HostRegisters
        {
            Rax = r.Rax,
            Rcx = r.Rcx,
            Rdx = r.Rdx,
            Rbx = r.Rbx,
            Rbp = r.Rbp,
            Rsi = r.Rsi,
            Rdi = r.Rdi,
            Rflags = r.EFlags,
        };
        return r.Rip == Code + (ulong)instruction.Length;
    }

    public void Dispose()
    {
        _cpu.Dispose();
        _memory.Dispose();
    }

    private void Write(uint address, ReadOnlySpan<byte> data) => _memory.WriteRam(_memory.System, address, data);
}
