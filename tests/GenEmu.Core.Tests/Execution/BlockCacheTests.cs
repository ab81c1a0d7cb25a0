using GenEmu.Core.Execution;
using GenEmu.Core.Tests.Support;

namespace GenEmu.Core.Tests.Execution;

/// <summary>Decoded code takes a bounded amount of memory, whatever the guest runs.</summary>
public sealed class BlockCacheTests
{
    private const int Code = 0x10_0000;
    private const int CodeBytes = 0x30_0000;

    [Theory]
    [InlineData(0x40, 1)]           // INC EAX: blocks as long as they get
    [InlineData(0xEB, 2)]           // JMP to the next instruction: blocks as short as they get
    public void More_code_than_the_cache_holds_runs_right_and_is_forgotten(byte opcode, int length)
    {
        using TestCpu cpu = Filled(opcode, length);
        long before = GC.GetTotalMemory(forceFullCollection: true);
        long instructions = CodeBytes / length;

        for (int round = 1; round <= 2; round++)
        {
            cpu.Registers.Rip = Code;
            for (long left = instructions; left > 0; left -= Math.Min(left, 10_000))
            {
                cpu.Run(Math.Min(left, 10_000)).Kind.ShouldBe(VcpuStopKind.Budget);
                cpu.Cpu.Blocks.Used.ShouldBeLessThanOrEqualTo(BlockCache.ArenaBytes);
            }

            cpu.Registers.Rip.ShouldBe((ulong)(Code + CodeBytes));
            cpu.Registers.Rax.ShouldBe(opcode == 0x40 ? (ulong)(round * instructions) : 0);
        }

        cpu.Cpu.Blocks.Count.ShouldBeLessThan((int)(instructions / 2));
        (GC.GetTotalMemory(forceFullCollection: true) - before).ShouldBeLessThan(2L * BlockCache.ArenaBytes);
    }

    [Fact]
    public void Code_that_is_patched_for_ever_takes_no_more_memory()
    {
        using TestCpu cpu = Filled(0x40, 1);
        int used = 0;
        for (int i = 0; i < 20_000; i++)
        {
            cpu.Write(Code + 1, [(byte)(0x40 + (i & 7)), (i & 1) == 0 ? (byte)0x90 : (byte)0x43]);        // INC of some register
            cpu.Registers.Rip = Code;
            cpu.Run(3);
            used = i == 100 ? cpu.Cpu.Blocks.Used : used;
        }

        cpu.Cpu.Blocks.Used.ShouldBe(used);
    }

    [Fact]
    public void Instructions_that_change_their_length_for_ever_take_bounded_memory()
    {
        using TestCpu cpu = Filled(0x40, 1);
        for (int i = 0; i < 50_000; i++)
        {
            cpu.Write(Code, (i & 1) == 0 ? [0xB8, 7, 0, 0, 0] : [0x31, 0xC0, 0x40, 0x40, 0x40]);        // MOV EAX, 7; XOR EAX, EAX and three INC EAX
            cpu.Registers.Rip = Code;
            cpu.Run((i & 1) == 0 ? 1 : 4);
            cpu.Registers.Rax.ShouldBe((i & 1) == 0 ? 7UL : 3UL);
        }

        cpu.Cpu.Blocks.Used.ShouldBeLessThanOrEqualTo(BlockCache.ArenaBytes);
    }

    private static TestCpu Filled(byte opcode, int length)
    {
        TestCpu cpu = new TestCpu(memory: 8 << 20).ProtectedMode(a => a.hlt());
        byte[] code = new byte[CodeBytes];
        for (int i = 0; i < code.Length; i += length)
        {
            code[i] = opcode;
        }

        cpu.Write(Code, code);
        cpu.Registers.Rax = 0;
        return cpu;
    }
}
