using System.Security.Cryptography;
using System.Text;
using GenEmu.Core.Tests.Support;
using Iced.Intel;
using static Iced.Intel.AssemblerRegisters;

namespace GenEmu.Core.Tests.Rules;

/// <summary>Rule F5: the guest sees the same in the whole product of engines, answers, snapshots at stops, batching and RIP policies.</summary>
public sealed class MatrixTests
{
    private const uint Handler = 0x3100;
    private const uint Log = 0x6000;
    private const int FirstFault = 10;
    private const int LastFault = 14;
    private const int Budget = 2000;

    /// <summary>What surrounds a program.</summary>
    public enum Around
    {
        Nothing,
        SingleStep,
        PortBreakpoint,
        DataBreakpoint,
    }

    public static TheoryData<Engine, Answers, Batching, RipPolicy, Around> Cases()
    {
        var cases = new TheoryData<Engine, Answers, Batching, RipPolicy, Around>();
        foreach (Engine engine in Enum.GetValues<Engine>())
        {
            foreach (RipPolicy policy in Enum.GetValues<RipPolicy>())
            {
                foreach (Around around in Enum.GetValues<Around>())
                {
                    cases.Add(engine, Answers.Immediate, Batching.Single, policy, around);
                    cases.Add(engine, Answers.Immediate, Batching.Batched, policy, around);
                    cases.Add(engine, Answers.Async, Batching.Single, policy, around);
                    cases.Add(engine, Answers.Restored, Batching.Single, policy, around);
                }
            }
        }

        return cases;
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void F05_The_guest_is_the_same(Engine engine, Answers answers, Batching batching, RipPolicy policy, Around around)
    {
        foreach (string name in MatrixPrograms.Names)
        {
            string expected = Run(name, Engine.Recorded, Answers.Immediate, Batching.Single, RipPolicy.AtInstruction, around);
            Run(name, engine, answers, batching, policy, around).ShouldBe(expected, name);
        }
    }

    [Fact]
    public void F05_The_matrix_can_tell_programs_and_surroundings_apart()
    {
        string[] hashes = [.. MatrixPrograms.Names.SelectMany(name => Enum.GetValues<Around>().Take(2).Select(
            around => Run(name, Engine.Recorded, Answers.Immediate, Batching.Single, RipPolicy.AtInstruction, around)))];
        hashes.Distinct().Count().ShouldBe(hashes.Length);
    }

    /// <summary>Runs a program to its HLT.</summary>
    /// <returns>A hash of everything that the guest and its devices saw.</returns>
    private static string Run(string name, Engine engine, Answers answers, Batching batching, RipPolicy policy, Around around)
    {
        using TestCpu cpu = Prepare(name, engine, answers, around);
        cpu.Cpu.RipPolicy = policy;
        TestDevice port = cpu.Ports(MatrixPrograms.Port, 8, batch: batching == Batching.Batched);
        TestDevice memory = cpu.Mmio(MatrixPrograms.DeviceMemory);
        port.Queue([.. Enumerable.Range(1, 200).Select(i => (ulong)i * 0x01020304)]);
        memory.Queue([.. Enumerable.Range(1, 200).Select(i => (ulong)i * 0x05060708)]);

        cpu.Run(Budget, port, memory).Kind.ShouldBe(VcpuStopKind.Halted, name);
        cpu.Faults.ShouldBeEmpty();

        VcpuRegisters r = cpu.Registers;
        string registers = $"{r.Rax:X} {r.Rbx:X} {r.Rcx:X} {r.Rdx:X} {r.Rsi:X} {r.Rdi:X} {r.Rbp:X} {r.Rsp:X} {r.Rip:X} {r.EFlags:X} {r.Cr2:X} {r.Dr6:X} {r.Dr7:X} {cpu.Cpu.InstructionCount}";
        string devices = string.Join(',', port.Log) + ';' + string.Join(',', memory.Log);
        return Convert.ToHexString(SHA256.HashData([.. cpu.Read(0, 0x1_0000), .. Encoding.ASCII.GetBytes(registers + devices)]));
    }

    private static TestCpu Prepare(string name, Engine engine, Answers answers, Around around)
    {
        TestCpu cpu = new TestCpu(engine, answers).ProtectedMode(a =>
        {
            MatrixPrograms.Find(name)(a);
            a.pushfd();
            a.and(__dword_ptr[esp], ~0x100);       // a stepped HLT would be woken by its own trap (rule C18)
            a.popfd();
            a.hlt();
        });
        cpu.Write(Handler, TestCpu.Assemble(32, NoteTrap, Handler));
        cpu.Gate(1, Handler);
        for (int vector = FirstFault; vector <= LastFault; vector++)
        {
            cpu.Gate(vector, 0x3000);
        }

        cpu.Write(0x3000, [0xF4]);
        cpu.Write(Log, BitConverter.GetBytes(Log + 4));
        cpu.Write(MatrixPrograms.Data, [.. Enumerable.Range(0, 64).Select(i => (byte)(i * 7))]);
        VcpuRegisters r = cpu.Registers;
        (r.Rdx, r.Rbx, r.Rcx, r.Rsi, r.Rdi, r.Rax) = (MatrixPrograms.Port, MatrixPrograms.DeviceMemory, 5, MatrixPrograms.Data, MatrixPrograms.Data + 0x100, 0x12345678);
        Arm(r, around);
        return cpu;
    }

    private static void Arm(VcpuRegisters r, Around around)
    {
        const ulong De = 8;
        switch (around)
        {
            case Around.SingleStep:
                r.EFlags |= 0x100;
                break;
            case Around.PortBreakpoint:
                r.Cr4 |= De;
                r.SetDr(0, MatrixPrograms.Port);
                r.Dr7 |= 0x000E_0002;             // DR0: I/O, four ports, global
                break;
            case Around.DataBreakpoint:
                r.SetDr(1, MatrixPrograms.DeviceMemory);
                r.SetDr(2, MatrixPrograms.Data + 0x100);
                r.Dr7 |= 0x0DF0_0028;             // DR1: read or write, four bytes; DR2: write, four bytes
                break;
        }
    }

    /// <summary>The #DB handler: appends RIP and DR6 to the log, clears DR6, returns.</summary>
    private static void NoteTrap(Assembler a)
    {
        a.push(eax);
        a.push(edi);
        a.mov(edi, __dword_ptr[Log]);
        a.mov(eax, __dword_ptr[esp + 8]);
        a.mov(__dword_ptr[edi], eax);
        a.mov(eax, dr6);
        a.mov(__dword_ptr[edi + 4], eax);
        a.add(edi, 8);
        a.mov(__dword_ptr[Log], edi);
        a.xor(eax, eax);
        a.mov(dr6, eax);
        a.pop(edi);
        a.pop(eax);
        a.iretd();
    }
}
