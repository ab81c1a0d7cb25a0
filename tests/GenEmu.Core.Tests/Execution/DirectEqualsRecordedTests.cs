using System.Security.Cryptography;
using GenEmu.Abstractions;
using GenEmu.Core.Execution;
using GenEmu.Core.Tests.Support;

namespace GenEmu.Core.Tests.Execution;

/// <summary>The generator writes every text twice; random programs must not be able to tell which one ran.</summary>
public class DirectEqualsRecordedTests
{
    private const int Programs = 2000;
    private const int Length = 12;
    private const int DataStart = 0x8000;
    private const int DataLength = 0x8000;

    [Theory]
    [InlineData(16, 1)]
    [InlineData(16, 2)]
    [InlineData(32, 3)]
    [InlineData(32, 4)]
    public void Random_programs_end_in_the_same_state(int bits, int seed)
    {
        using var direct = new TestCpu(Engine.Direct, memory: 1 << 20);
        using var recorded = new TestCpu(Engine.Recorded, memory: 1 << 20);
        var random = new Random(seed);
        for (int i = 0; i < Programs; i++)
        {
            byte[] code = RandomCode(random);
            byte[] data = new byte[DataLength];
            random.NextBytes(data);
            ulong[] registers = [.. Enumerable.Range(0, 8).Select(_ => (ulong)random.Next(4) switch { 0 => (uint)random.Next(), 1 => (uint)random.Next(256), _ => (uint)random.Next(DataStart, DataStart + DataLength) })];
            uint flags = (uint)random.Next() & 0x8D5;

            string expected = Run(recorded, bits, code, data, registers, flags);
            string actual = Run(direct, bits, code, data, registers, flags);

            actual.ShouldBe(expected, $"program {i} of seed {seed}, {bits} bits: {Convert.ToHexString(code)}");
        }
    }

    /// <summary>Opcodes of the spec with random operands behind them; where those are too many or too few, what follows is random too.</summary>
    private static byte[] RandomCode(Random random)
    {
        var code = new List<byte>();
        for (int i = 0; i < Length; i++)
        {
            FormInfo form = InstructionTable.Forms[random.Next(InstructionTable.Forms.Length)];
            if (form.Map > 1 || (form.Flags & (FormFlags.Cpl0 | FormFlags.Protected)) != 0)
            {
                continue;
            }

            if (random.Next(4) == 0)
            {
                code.Add(random.Next(5) switch { 0 => 0x67, 1 => 0x26, 2 => 0xF2, 3 => 0xF3, _ => 0x66 });
            }

            if (form.Map == 1)
            {
                code.Add(0x0F);
            }

            code.Add((byte)(form.Opcode + random.Next(form.OpcodeCount)));
            if ((form.Flags & FormFlags.ModRm) != 0)
            {
                int modRm = random.Next(256);
                code.Add((byte)(form.Digit < 0 ? modRm : (modRm & 0xC7) | (form.Digit << 3)));
            }

            byte[] rest = new byte[random.Next(5)];
            random.NextBytes(rest);
            code.AddRange(rest);
        }

        code.Add(0xF4);
        return [.. code];
    }

    private static string Run(TestCpu test, int bits, byte[] code, byte[] data, ulong[] registers, uint flags)
    {
        test.Cpu.Reset(ResetKind.PowerOn);
        test.Write(0, new byte[DataStart]);
        test.Write(DataStart, data);
        _ = bits == 16 ? test.RealMode(a => a.nop()) : test.ProtectedMode(a => a.nop());
        test.Write(TestCpu.CodeAddress, code);
        VcpuRegisters r = test.Registers;
        (r.Rax, r.Rcx, r.Rdx, r.Rbx) = (registers[0], registers[1], registers[2], registers[3]);
        (r.Rbp, r.Rsi, r.Rdi, r.EFlags) = (registers[4], registers[5], registers[6], flags);

        VcpuStop stop = test.Run(Length * 2);

        string segments = string.Join(' ', Enum.GetValues<SegmentRegister>().Select(s => r.GetSegment(s)));
        string memory = Convert.ToHexString(SHA256.HashData(test.Read(0, DataStart + DataLength)));
        return $"""
            {stop.Kind} after {test.Cpu.InstructionCount}, {stop.Iteration} iterations
            RAX={r.Rax:X} RCX={r.Rcx:X} RDX={r.Rdx:X} RBX={r.Rbx:X} RSP={r.Rsp:X} RBP={r.Rbp:X} RSI={r.Rsi:X} RDI={r.Rdi:X}
            RIP={r.Rip:X} EFLAGS={r.EFlags:X} {segments}
            {memory}
            """;
    }
}
