using GenEmu.Core.Tests.Support;

namespace GenEmu.Core.Tests.Execution;

/// <summary>Programs that overwrite themselves at random: both engines must agree at every stop.</summary>
public sealed class PatchFuzzTests
{
    private const int Top = 0x7F40;             // the program lies across a page's end
    private const int Handler = 0x6000;
    private const int Checked = 0x200;

    [Theory]
    [InlineData(1, Engine.Direct)]
    [InlineData(2, Engine.Direct)]
    [InlineData(3, Engine.Direct)]
    [InlineData(4, Engine.Direct)]
    [InlineData(5, Engine.Fused)]
    [InlineData(6, Engine.Fused)]
    public void Direct_and_recorded_agree_while_running_code_is_patched(int group, Engine engine)
    {
        for (int seed = group * 1000; seed < (group * 1000) + 40; seed++)
        {
            Run(seed, engine);
        }
    }

    private static void Run(int seed, Engine engine)
    {
        var random = new Random(seed);
        byte[] program = Program(random);
        using TestCpu direct = Load(engine, program);
        using TestCpu recorded = Load(Engine.Recorded, program);
        for (int stop = 0; stop < 80; stop++)
        {
            long budget = random.Next(4) == 0 ? random.Next(1, 4) : random.Next(1, 200);
            if (random.Next(8) == 0)
            {
                Patch(random, direct, recorded);
            }

            VcpuStop expected = recorded.Run(budget);
            VcpuStop actual = direct.Run(budget);

            actual.ShouldBe(expected, $"seed {seed}, stop {stop}");
            State(direct).ShouldBe(State(recorded), $"seed {seed}, stop {stop}");
            if (expected.Kind != VcpuStopKind.Budget)
            {
                break;
            }
        }
    }

    /// <summary>Somebody else writes: a bus master.</summary>
    private static void Patch(Random random, TestCpu direct, TestCpu recorded)
    {
        byte[] bytes = new byte[random.Next(1, 9)];
        random.NextBytes(bytes);
        int at = Top + random.Next(Checked - 8);
        direct.Write(at, bytes);
        recorded.Write(at, bytes);
    }

    private static string State(TestCpu cpu)
    {
        var state = new List<byte>();
        cpu.Cpu.Describe(bytes => state.AddRange(bytes));
        state.AddRange(cpu.Read(Top, Checked));
        return Convert.ToHexString([.. state]);
    }

    private static TestCpu Load(Engine engine, byte[] program)
    {
        TestCpu cpu = new TestCpu(engine, memory: 1 << 20).ProtectedMode(a => a.jmp(Top));
        for (int vector = 0; vector < 32; vector++)
        {
            cpu.Gate(vector, Handler);
        }

        // Whatever went wrong: stack and data segment are put right, and the program begins again.
        cpu.Write(Handler, TestCpu.Assemble(32, a =>
        {
            a.mov(Iced.Intel.AssemblerRegisters.esp, 0x9000);
            a.inc(Iced.Intel.AssemblerRegisters.ebp);
            a.jmp(Top);
        }, Handler));
        cpu.Write(Top, program);
        return cpu;
    }

    private static byte[] Program(Random random)
    {
        var code = new List<byte>();
        while (code.Count < 0x180)
        {
            code.AddRange(Instruction(random));
        }

        code.AddRange([0xE9, .. BitConverter.GetBytes(-(code.Count + 5))]);
        return [.. code];
    }

    private static byte[] Instruction(Random random)
    {
        byte[] number = BitConverter.GetBytes(random.Next());
        byte[] target = BitConverter.GetBytes(Top + random.Next(0x188));
        byte register = (byte)random.Next(4);
        return random.Next(16) switch
        {
            0 or 1 => [0x05, .. number],                                            // ADD EAX, imm32
            2 => [0x81, 0xF3, .. number],                                           // XOR EBX, imm32
            3 => [(byte)(0xB8 + register), .. number],                              // MOV r, imm32
            4 => [(byte)(0x40 + register)],                                         // INC r
            5 => [0xC1, (byte)(0xC0 + register), number[0]],                        // ROL r, imm8
            6 => [0xC6, 0x05, .. target, (byte)(0x40 + random.Next(16))],           // MOV BYTE PTR: an INC or DEC
            7 => [0xC6, 0x05, .. target, number[0]],                                // MOV BYTE PTR
            8 => [0xFE, 0x05, .. target],                                           // INC BYTE PTR
            9 => [0xA3, .. target],                                                 // MOV [target], EAX
            10 => [0xA2, .. target],                                                // MOV [target], AL
            11 => [0x74, 1, 0x42],                                                  // JZ over INC EDX
            12 => [0x50, 0x59],                                                     // PUSH EAX, POP ECX
            13 => [0xBF, .. target, 0xB9, (byte)random.Next(1, 9), 0, 0, 0, 0xF3, 0xAA],        // REP STOSB
            14 => [0xBC, .. target, 0x53, 0xBC, 0x00, 0x90, 0x00, 0x00],            // PUSH EBX with the stack in the code
            _ => [0x66, 0x0F, 0xC8, 0x90],                                      // an odd length
        };
    }
}
