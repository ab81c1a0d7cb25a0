using GenEmu.Core.Tests.Support;
using Iced.Intel;
using static Iced.Intel.AssemblerRegisters;

namespace GenEmu.Core.Tests.Execution;

/// <summary>Loops of random instructions, which become methods while they run: the recorded way must agree at every stop, wherever the budget ends.</summary>
public sealed class FusedRunTests
{
    private const int Data = 0x20000;
    private const int DataLength = 0x3000;
    private const int Device = 0x21000;          // the middle page answers as a device
    private const int Handler = 0x6000;

    private static readonly AssemblerRegister32[] Dwords = [eax, edx, ebx, ebp, esi, edi];
    private static readonly AssemblerRegister16[] Words = [ax, dx, bx, bp, si, di];
    private static readonly AssemblerRegister8[] Bytes = [al, ah, dl, dh, bl, bh];

    [Theory]
    [InlineData(1, 1)]
    [InlineData(2, 1)]
    [InlineData(3, 7)]
    [InlineData(4, 40)]
    public void Fused_loops_and_recorded_ones_agree(int group, int fuseAfter)
    {
        for (int seed = group * 1000; seed < (group * 1000) + 30; seed++)
        {
            Run(seed, fuseAfter);
        }
    }

    [Fact]
    public void A_loop_stops_where_its_budget_ends()
    {
        using TestCpu cpu = new TestCpu(Engine.Fused).ProtectedMode(a =>
        {
            Label top = a.CreateLabel();
            a.mov(ecx, 1000);
            a.Label(ref top);
            a.add(eax, 3);
            a.inc(edx);
            a.dec(ecx);
            a.jnz(top);
            a.hlt();
        });
        cpu.Registers.Rdx = 0;
        cpu.Run(1 + (4 * 10));                   // ten rounds, most of them in the method
        cpu.Registers.Rax.ShouldBe(30u);
        for (int step = 0; step < 4; step++)
        {
            cpu.Run(1);
        }

        cpu.Registers.Rax.ShouldBe(33u);
        cpu.Registers.Rcx.ShouldBe(1000u - 11);
        cpu.Run(4 * 989).Kind.ShouldBe(VcpuStopKind.Budget);
        cpu.Registers.Rdx.ShouldBe(1000u);
        cpu.Run(2).Kind.ShouldBe(VcpuStopKind.Halted);
    }

    [Fact]
    public void A_patched_loop_runs_what_it_was_patched_to()
    {
        using TestCpu cpu = new TestCpu(Engine.Fused).ProtectedMode(a =>
        {
            Label top = a.CreateLabel();
            a.Label(ref top);
            a.add(eax, 0x11111111);
            a.dec(ecx);
            a.jmp(top);
        });
        for (uint step = 1; step < 20; step++)
        {
            cpu.Registers.Rax = 0;
            cpu.Run(3);
            cpu.Registers.Rax.ShouldBe(step == 1 ? 0x11111111u : step - 1);
            cpu.Write(TestCpu.CodeAddress + 1, BitConverter.GetBytes(step));        // ADD EAX, imm32: 05 id
        }
    }

    private static void Run(int seed, int fuseAfter)
    {
        var random = new Random(seed);
        byte[] program = TestCpu.Assemble(32, a => Program(a, random));
        byte[] data = new byte[DataLength];
        random.NextBytes(data);
        using TestCpu fused = Load(Engine.Fused, program, data);
        using TestCpu recorded = Load(Engine.Recorded, program, data);
        fused.Cpu.FuseAfter = fuseAfter;
        for (int stop = 0; stop < 40; stop++)
        {
            long budget = random.Next(3) == 0 ? random.Next(1, 8) : random.Next(1, 400);
            VcpuStop expected = recorded.Run(budget);
            VcpuStop actual = fused.Run(budget);

            actual.ShouldBe(expected, $"seed {seed}, stop {stop}");
            State(fused).ShouldBe(State(recorded), $"seed {seed}, stop {stop}");
        }
    }

    private static string State(TestCpu cpu)
    {
        var state = new List<byte>();
        cpu.Cpu.Describe(bytes => state.AddRange(bytes));
        state.AddRange(cpu.Read(Data, Device - Data));
        state.AddRange(cpu.Read(Device + 0x1000, DataLength - 0x1000 - (Device - Data)));
        return Convert.ToHexString([.. state]);
    }

    private static TestCpu Load(Engine engine, byte[] program, byte[] data)
    {
        TestCpu cpu = new TestCpu(engine, memory: 1 << 20).ProtectedMode(a => a.nop());
        cpu.Write(TestCpu.CodeAddress, program);
        cpu.Write(Data, data);
        cpu.Mmio(Device);
        for (int vector = 0; vector < 32; vector++)
        {
            cpu.Gate(vector, Handler);
        }

        // Whatever went wrong: the program begins again, with a divisor that is not zero.
        cpu.Write(Handler, TestCpu.Assemble(32, a =>
        {
            a.mov(esp, 0x9000);
            a.mov(ebx, 77);
            a.jmp(TestCpu.CodeAddress);
        }, Handler));
        return cpu;
    }

    /// <summary>A few loops one after the other, counted by ECX, and all again.</summary>
    private static void Program(Assembler a, Random random)
    {
        Label start = a.CreateLabel();
        a.Label(ref start);
        for (int loop = 0; loop < 3; loop++)
        {
            Label top = a.CreateLabel();
            a.mov(ecx, random.Next(2, 40));
            a.mov(ebx, Data + random.Next(DataLength - 64));
            a.Label(ref top);
            for (int i = random.Next(1, 14); i > 0; i--)
            {
                Instruction(a, random);
            }

            if (random.Next(4) == 0)
            {
                a.setnz(al);
                a.push(eax);            // in the middle of the block, and no part of a run
                a.pop(edx);
            }

            a.dec(ecx);
            Jump(a, random, top);
        }

        a.jmp(start);
    }

    private static void Jump(Assembler a, Random random, Label top)
    {
        switch (random.Next(4))
        {
            case 0:
                a.jg(top);
                break;
            case 1:
                a.jns(top);
                break;
            default:
                a.jnz(top);
                break;
        }
    }

    private static void Instruction(Assembler a, Random random)
    {
        AssemblerRegister32 d = Dwords[random.Next(6)];
        AssemblerRegister32 s = Dwords[random.Next(6)];
        AssemblerRegister8 b = Bytes[random.Next(6)];
        int offset = random.Next(-16, 64);
        switch (random.Next(28))
        {
            case 0: a.add(d, s); break;
            case 1: a.adc(d, s); break;
            case 2: a.sbb(d, random.Next()); break;
            case 3: a.sub(b, Bytes[random.Next(6)]); break;
            case 4: a.xor(Words[random.Next(6)], (short)random.Next()); break;
            case 5: a.mov(d, __dword_ptr[Data + random.Next(DataLength - 4)]); break;
            case 6: a.mov(__dword_ptr[Data + random.Next(DataLength - 4)], s); break;
            case 7: a.add(__byte_ptr[ebx + offset], b); break;
            case 8: a.movzx(d, b); break;
            case 9: a.movsx(d, __word_ptr[ebx + offset]); break;
            case 10: a.shl(d, (byte)random.Next(33)); break;
            case 11: a.sar(b, cl); break;
            case 12: a.rcr(d, (byte)random.Next(33)); break;
            case 13: a.rol(Words[random.Next(6)], cl); break;
            case 14: a.imul(d, s, random.Next()); break;
            case 15: a.mul(s); break;
            case 16: a.div(bl); break;
            case 17: a.cmova(d, s); break;
            case 18: a.setle(b); break;
            case 19: a.inc(d); break;
            case 20: a.neg(b); break;
            case 21: a.lea(d, __[s + (ebx * 4) + offset]); break;
            case 22: a.xchg(d, s); break;
            case 23: a.bts(d, s); break;
            case 24: a.cmp(d, s); break;
            case 25: a.shld(d, s, cl); break;
            case 26: a.cmpxchg(__dword_ptr[Data + 0x100], s); break;
            default: a.test(b, (sbyte)random.Next(128)); break;
        }
    }
}
