using System.Security.Cryptography;
using GenEmu.Core.Tests.Support;

namespace GenEmu.Core.Tests.Execution;

/// <summary>REP MOVS and REP STOS over plain memory go many elements at a time; nobody can tell.</summary>
public class StringBatchTests
{
    private const int Runs = 1500;
    private const int Data = 0x10000;
    private const int DataLength = 0x4000;
    private static readonly byte[] Opcodes = [0xA4, 0xA5, 0xAA, 0xAB];

    [Theory]
    [InlineData(16, 1)]
    [InlineData(32, 2)]
    [InlineData(32, 3)]
    public void Copies_and_fills_end_as_they_do_element_by_element(int bits, int seed)
    {
        using var direct = new TestCpu(Engine.Direct, memory: 1 << 20);
        using var recorded = new TestCpu(Engine.Recorded, memory: 1 << 20);
        var random = new Random(seed);
        for (int i = 0; i < Runs; i++)
        {
            byte[] prefixes = random.Next(4) switch { 0 => [0xF3, 0x66], 1 => [0xF3, 0x67], _ => [0xF3] };
            byte[] code = [.. prefixes, Opcodes[random.Next(Opcodes.Length)], 0xF4];
            int from = random.Next(0xA000, 0xA000 + DataLength / 2);
            int to = random.Next(3) == 0 ? from + random.Next(-9, 10) : random.Next(0xA000, 0xA000 + DataLength / 2);
            int count = random.Next(3) == 0 ? random.Next(4) : random.Next(3000);
            uint flags = random.Next(4) == 0 ? 0x402u : 2;
            long budget = random.Next(2) == 0 ? 4000 : random.Next(count + 2);
            int seedOfData = random.Next();

            string expected = Run(recorded);
            string actual = Run(direct);

            actual.ShouldBe(expected, $"run {i}: {Convert.ToHexString(code)} from {from:X} to {to:X}, {count} times, flags {flags:X}, budget {budget}");

            string Run(TestCpu cpu) => Execute(cpu, bits, code, from, to, count, flags, budget, seedOfData);
        }
    }

    [Theory]
    [InlineData(0xA4, 1)]
    [InlineData(0xA5, 4)]
    public void A_destination_inside_the_source_repeats_what_was_copied(byte opcode, int size)
    {
        using var cpu = new TestCpu();
        cpu.ProtectedMode(a => a.nop()).Write(TestCpu.CodeAddress, [0xF3, opcode, 0xF4]);
        cpu.Write(Data, [1, 2, 3, 4, 5, 6, 7, 8]);
        (cpu.Registers.Rsi, cpu.Registers.Rdi, cpu.Registers.Rcx) = (Data, Data + 4, 16);

        cpu.Run(100);

        cpu.Read(Data + 4, 16 * size).ShouldBe([.. Enumerable.Range(0, 16 * size).Select(i => (byte)(1 + (i % 4)))]);
    }

    [Fact]
    public void A_copy_that_reaches_a_page_that_is_not_there_has_done_what_lies_before_it()
    {
        using var cpu = new TestCpu(memory: 1 << 20);
        cpu.ProtectedMode(a => a.nop()).Write(TestCpu.CodeAddress, [0xF3, 0xA5, 0xF4]);
        for (int page = 0; page < 0x40; page++)
        {
            cpu.Write(0x41000 + (page * 4), BitConverter.GetBytes((page << 12) | (page == 0x12 ? 2 : 3)));
        }

        cpu.Write(0x40000, BitConverter.GetBytes(0x41003));
        cpu.Gate(14, TestCpu.CodeAddress + 2);
        cpu.Registers.Cr3 = 0x40000;
        cpu.Registers.Cr0 = 0x80000011;
        (cpu.Registers.Rsi, cpu.Registers.Rdi, cpu.Registers.Rcx) = (Data, 0x11000, 2048);

        cpu.Run(5000);

        (cpu.Registers.Rcx, cpu.Registers.Rsi, cpu.Registers.Rdi, cpu.Registers.Cr2).ShouldBe((1024UL, (ulong)Data + 4096, 0x12000UL, 0x12000UL));
        cpu.Cpu.InstructionCount.ShouldBe(1024 + 1 + 1);          // the iterations, the page fault, and HLT
    }

    private static string Execute(TestCpu test, int bits, byte[] code, int from, int to, int count, uint flags, long budget, int seed)
    {
        byte[] data = new byte[DataLength];
        new Random(seed).NextBytes(data);
        test.Cpu.Reset(GenEmu.Abstractions.ResetKind.PowerOn);
        _ = bits == 16 ? test.RealMode(a => a.nop()) : test.ProtectedMode(a => a.nop());
        test.Write(0xA000, data);
        test.Write(TestCpu.CodeAddress, code);
        VcpuRegisters r = test.Registers;
        (r.Rsi, r.Rdi, r.Rcx, r.Rax, r.EFlags) = ((ulong)from, (ulong)to, (ulong)count, 0x89ABCDEF, flags);

        VcpuStop stop = test.Run(budget);

        return $"{stop.Kind} {stop.Iteration} {test.Cpu.InstructionCount} RIP={r.Rip:X} RSI={r.Rsi:X} RDI={r.Rdi:X} RCX={r.Rcx:X} {Convert.ToHexString(SHA256.HashData(test.Read(0, 1 << 16)))}";
    }
}
