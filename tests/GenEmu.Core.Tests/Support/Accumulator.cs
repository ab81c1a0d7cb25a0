using GenEmu.Core.Tests.SystemLevel;
using Iced.Intel;
using static Iced.Intel.AssemblerRegisters;

namespace GenEmu.Core.Tests.Support;

/// <summary>Programs that raise debug exceptions in every way there is, for comparisons of ways to run them (rule C24).</summary>
internal static class Accumulator
{
    private const ushort Port = 0x50;
    private const uint Data = 0x5000;

    /// <summary>By the rules that they are about.</summary>
    public static IReadOnlyDictionary<string, (Action<Assembler> Code, Action<DebugCpu> Prepare)> Programs { get; }
        = new Dictionary<string, (Action<Assembler>, Action<DebugCpu>)>
        {
            ["C03 C04 port breakpoint"] = (
                a =>
                {
                    a.@in(al, dx);
                    a.@out(dx, ax);
                    a.nop();
                    a.hlt();
                },
                cpu => cpu.Arm(0, Port + 1, 2, 1)),
            ["C05 repeated output"] = (Repeat(a => a.rep.outsb()), cpu => cpu.Arm(0, Port, 2, 1)),
            ["C06 repeated input"] = (Repeat(a => a.rep.insb()), cpu => cpu.Arm(1, Data + 0x102, 1, 1)),
            ["C06 repeated move"] = (Repeat(a => a.rep.movsw()), cpu => cpu.Arm(1, Data + 0x102, 1, 1).Arm(2, Data + 1, 3, 1)),
            ["C07 disabled match"] = (Stores, cpu => cpu.Arm(0, Data, 3, 4).Arm(1, Data, 1, 4, enabled: false).Arm(2, Data + 4, 1, 4, enabled: false)),
            ["C08 stale bits"] = (Stores, cpu =>
            {
                cpu.Registers.Dr6 = 0xFFFF_4FF2;
                cpu.Arm(0, Data, 3, 4);
            }
            ),
            ["C09 general detect"] = (
                a =>
                {
                    a.mov(dr1, eax);
                    a.mov(eax, dr1);
                    a.hlt();
                },
                cpu => cpu.Registers.Dr7 = 0x2400),
            ["C11 trap flag"] = (Steps(movSs: false), _ => { }),
            ["C12 stepped repetition"] = (Repeat(a => a.rep.stosb()), cpu => cpu.SingleStep()),
            ["C13 branches only"] = (
                a =>
                {
                    Label target = a.CreateLabel();
                    a.mov(ecx, 0x1D9);
                    a.mov(eax, 2);
                    a.xor(edx, edx);
                    a.wrmsr();
                    a.push(0x102);
                    a.popfd();
                    a.nop();
                    a.jmp(target);
                    a.hlt();
                    a.Label(ref target);
                    a.nop();
                    a.hlt();
                },
                _ => { }
            ),
            ["C15 code breakpoint"] = (Stores, cpu => cpu.Arm(3, TestCpu.CodeAddress + 6, 0, 1)),
            ["C16 stack segment"] = (Steps(movSs: true), _ => { }),
            ["C16 held data breakpoint"] = (HeldBreakpoint(a => a.nop()), cpu => cpu.Arm(0, Data, 3, 2)),
            ["C17 held over a gate"] = (HeldBreakpoint(a => a.@int(0x80)), cpu => cpu.Arm(0, Data, 3, 2)),
            ["C18 STI and HLT"] = (
                a =>
                {
                    a.sti();
                    a.hlt();
                    a.nop();
                    a.hlt();
                },
                cpu => cpu.SingleStep()),
            ["C20 task switch"] = (
                a =>
                {
                    a.@int(0x40);
                    a.hlt();
                },
                cpu => AddTask(cpu, 0x5600, trap: true)),
            ["stack"] = (
                a =>
                {
                    a.pushad();
                    a.popad();
                    a.enter(8, 2);
                    a.hlt();
                },
                cpu => cpu.Arm(0, 0x8FF4, 3, 4)),
            ["read, modify, write"] = (
                a =>
                {
                    a.add(__dword_ptr[(int)Data], 1);
                    a.xchg(__dword_ptr[(int)Data], eax);
                    a.cmpxchg(__dword_ptr[(int)Data], ecx);
                    a.hlt();
                },
                cpu => cpu.Arm(0, Data, 1, 4)),
        };

    /// <summary>Runs a program to its HLT.</summary>
    /// <returns>Every trap with frame and causes, and the end.</returns>
    public static string Run(string program, Engine engine, Answers answers)
    {
        (Action<Assembler> code, Action<DebugCpu> prepare) = Programs[program];
        using var cpu = new DebugCpu(engine, answers, code);
        TestDevice dev = cpu.Test.Ports(Port, 4);
        dev.Queue(0x11, 0x22, 0x33);
        cpu.Test.Write(Data, [1, 2, 3, 4, 5, 6, 7, 8]);
        cpu.Test.Write(0x3300, [0x90, 0xF4]);
        VcpuRegisters r = cpu.Registers;
        (r.Rcx, r.Rsi, r.Rdi, r.Rdx, r.Cr4) = (3, Data, Data + 0x100, Port, 8);
        prepare(cpu);

        cpu.Run(60, dev);

        return string.Join('\n', cpu.Traps) + $"\n{string.Join(',', dev.Log)}\n{r.Rip:X} {r.EFlags:X} {r.Rax:X} {r.Rcx:X} {r.Rbx:X} {r.Rsp:X} {r.Rsi:X} {r.Rdi:X} {r.Dr7:X} "
            + Convert.ToHexString(cpu.Test.Read(Data, 0x110));
    }

    /// <summary>Makes vector 40h a task gate to a task at an address, whose code is INC EBX; HLT.</summary>
    public static void AddTask(DebugCpu cpu, uint entry, bool trap)
    {
        ulong[] descriptors = [0x0000_8B00_6000_0067, 0x0000_8900_6100_0067];
        cpu.Test.Write(0x1028, [.. descriptors.SelectMany(BitConverter.GetBytes)]);
        cpu.Registers.Gdt = (0x1000, 0x37);
        cpu.Registers.SetSegment(SegmentRegister.Tr, new SegmentValue(0x28, 0x6000, 0x67, 0x8B));
        cpu.Test.Write(0x2000 + (0x40 * 8), BitConverter.GetBytes(0x0000_8500_0030_0000));
        cpu.Test.Write(0x6100, new TaskState { Eip = entry, Cs = 8, Ss = 16, Ds = 16, Es = 16, Esp = 0x8800, Trap = trap }.Wide());
        cpu.Test.Write(entry, [0x43, 0xF4]);
    }

    private static Action<Assembler> Repeat(Action<Assembler> instruction) => a =>
    {
        instruction(a);
        a.hlt();
    };

    private static void Stores(Assembler a)
    {
        a.mov(__dword_ptr[(int)Data], ebx);
        a.mov(__dword_ptr[(int)Data + 4], ebx);
        a.mov(eax, __dword_ptr[(int)Data]);
        a.hlt();
    }

    /// <summary>kvm-unit-tests' debug.c: TF set by POPF, then AND, PUSH, POPF that clears it; with MOV SS before them the trap of the load itself is lost.</summary>
    private static Action<Assembler> Steps(bool movSs) => a =>
    {
        a.mov(eax, ss);
        a.push(0x102);
        a.popfd();
        if (movSs)
        {
            a.mov(ss, eax);
        }

        a.and(ebx, 1);
        a.push(2);
        a.popfd();
        a.nop();
        a.hlt();
    };

    private static Action<Assembler> HeldBreakpoint(Action<Assembler> next) => a =>
    {
        a.mov(__word_ptr[(int)Data + 0x10], ss);
        a.mov(ax, ss);
        a.mov(__word_ptr[(int)Data], ax);
        a.mov(ss, __word_ptr[(int)Data]);
        next(a);
        a.nop();
        a.hlt();
    };
}
