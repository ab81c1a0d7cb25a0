using GenEmu.Abstractions;
using GenEmu.Core.Tests.Support;
using Iced.Intel;
using static Iced.Intel.AssemblerRegisters;

namespace GenEmu.Core.Tests.Rules;

/// <summary>What data, port and code breakpoints match, by instructions that run.</summary>
public sealed class BreakpointTests
{
    private const uint Code = DebugCpu.Code;

    /// <summary>The table of SDM vol. 3, 17.2.5: access, address, size, whether it traps.</summary>
    private static readonly (string Access, uint Address, int Size, bool Traps)[] Table =
    [
        ("rw", 0xA0001, 1, true), ("rw", 0xA0001, 2, true), ("w", 0xA0002, 1, true), ("w", 0xA0002, 2, true), ("rw", 0xB0001, 4, true),
        ("rw", 0xB0002, 1, true), ("rw", 0xB0002, 2, true), ("w", 0xC0000, 4, true), ("w", 0xC0001, 2, true), ("w", 0xC0003, 1, true),
        ("rw", 0xA0000, 1, false), ("r", 0xA0002, 1, false), ("rw", 0xA0003, 4, false), ("rw", 0xB0000, 2, false), ("r", 0xC0000, 2, false), ("rw", 0xC0004, 4, false),
    ];

    [Theory]
    [ClassData(typeof(Axes))]
    public void C02_The_table_of_the_manual_by_instructions(Engine engine, Answers answers)
    {
        foreach ((string access, uint address, int size, bool traps) in Table)
        {
            foreach (bool inDevice in (bool[])[false, true])
            {
                foreach (char kind in access)
                {
                    using var cpu = new DebugCpu(engine, answers, a =>
                    {
                        Access(a, kind == 'w', address, size);
                        a.hlt();
                    });
                    TestDevice[] devices = inDevice ? [cpu.Test.Mmio(0xA0000, 0x21000)] : [];
                    cpu.Arm(0, 0xA0001, 3, 1).Arm(1, 0xA0002, 1, 1).Arm(2, 0xB0002, 3, 2).Arm(3, 0xC0000, 1, 4).Run(4, devices);

                    cpu.Traps.Count.ShouldBe(traps ? 1 : 0, $"{kind} {address:X}/{size}, device: {inDevice}");
                    cpu.Traps.ShouldAllBe(t => t.Ip > Code && !t.Rf && (t.Dr6 & 0xF) != 0);
                }
            }
        }
    }

    [Theory]
    [ClassData(typeof(Axes))]
    public void C02_A_read_modify_write_matches_both_kinds(Engine engine, Answers answers)
    {
        using var cpu = new DebugCpu(engine, answers, a =>
        {
            a.inc(__dword_ptr[0xA0000]);
            a.hlt();
        });
        TestDevice dev = cpu.Test.Mmio(0xA0000);

        cpu.Arm(0, 0xA0002, 3, 1).Arm(1, 0xA0000, 1, 2).Run(4, dev);

        cpu.Traps.ShouldHaveSingleItem().Dr6.ShouldBe(3u);
    }

    [Theory]
    [ClassData(typeof(Axes))]
    public void C02_A_code_breakpoint_means_the_first_byte_of_the_first_prefix(Engine engine, Answers answers)
    {
        foreach ((uint at, int expected) in ((uint, int)[])[(Code, 1), (Code + 1, 0)])
        {
            using var cpu = new DebugCpu(engine, answers, a => a.db(0x2E, 0x90, 0xF4));        // CS: NOP
            cpu.Trapped = _ => cpu.Registers.EFlags |= 0x10000;
            cpu.Arm(0, at, 0, 1).Run(4);

            cpu.Traps.Count.ShouldBe(expected);
        }
    }

    [Theory]
    [ClassData(typeof(Axes))]
    public void C03_Port_breakpoints_by_instructions(Engine engine, Answers answers)
    {
        (uint Register, int Length, ushort Port, int Size, bool Write, bool Extensions, bool Hit)[] table =
        [
            (0x3F8, 4, 0x3FB, 1, true, true, true), (0x3F8, 4, 0x3F7, 2, false, true, true), (0x3F8, 4, 0x3FC, 1, false, true, false),
            (0x103F8, 4, 0x3F8, 1, false, true, false), (0x3F8, 4, 0x3F8, 1, false, false, false), (0x3F8, 4, 0x3F8, 1, true, false, false),
        ];
        foreach ((uint register, int length, ushort port, int size, bool write, bool extensions, bool hit) in table)
        {
            using var cpu = new DebugCpu(engine, answers, a =>
            {
                if (write)
                {
                    a.@out(dx, al);
                }
                else if (size == 2)
                {
                    a.@in(ax, dx);
                }
                else
                {
                    a.@in(al, dx);
                }

                a.hlt();
            });
            TestDevice dev = cpu.Test.Ports(0x3F0, 16);
            cpu.Registers.Cr4 = extensions ? 8u : 0;
            cpu.Registers.Rdx = port;

            cpu.Arm(0, register, 2, length).Run(4, dev);

            cpu.Traps.Count.ShouldBe(hit ? 1 : 0, $"DR0 {register:X}, port {port:X}");
        }
    }

    [Theory]
    [ClassData(typeof(Axes))]
    public void C05_INS_traps_at_every_iteration_too(Engine engine, Answers answers)
    {
        using var cpu = new DebugCpu(engine, answers, a =>
        {
            a.rep.insb();
            a.hlt();
        });
        TestDevice dev = cpu.Test.Ports(0x50);
        (cpu.Registers.Rcx, cpu.Registers.Rdx, cpu.Registers.Rdi, cpu.Registers.Cr4) = (3, 0x50, 0x5000, 8);
        List<ulong> counts = [];
        cpu.Trapped = _ => counts.Add(cpu.Registers.Rcx);

        cpu.Arm(0, 0x50, 2, 1).Run(20, dev);

        counts.ShouldBe([2UL, 1, 0]);
        cpu.Traps.Select(t => (t.Rf, t.Ip)).ShouldBe([(true, Code), (true, Code), (false, Code + 2UL)]);
    }

    [Theory]
    [ClassData(typeof(Axes))]
    public void C06_OUTS_matches_reads_only(Engine engine, Answers answers)
    {
        foreach ((int type, int expected) in ((int, int)[])[(1, 0), (3, 1)])
        {
            using var cpu = new DebugCpu(engine, answers, a =>
            {
                a.rep.outsb();
                a.hlt();
            });
            TestDevice dev = cpu.Test.Ports(0x50);
            (cpu.Registers.Rcx, cpu.Registers.Rdx, cpu.Registers.Rsi) = (4, 0x50, 0x5000);
            ulong count = 0;
            cpu.Trapped = _ => count = cpu.Registers.Rcx;

            cpu.Arm(1, 0x5002, type, 1).Run(20, dev);

            cpu.Traps.Count.ShouldBe(expected);
            count.ShouldBe((ulong)expected);          // one is left when the third was touched
            dev.Writes.ShouldBe(4);
        }
    }

    [Theory]
    [ClassData(typeof(Axes))]
    public void C06_String_instructions_report_the_iteration_that_touches(Engine engine, Answers answers)
    {
        (Action<Assembler> Code, int Type)[] strings = [(a => a.rep.movsb(), 1), (a => a.rep.stosb(), 1), (a => a.rep.insb(), 3), (a => a.repne.scasb(), 3), (a => a.rep.movsd(), 3)];
        foreach ((Action<Assembler> code, int type) in strings)
        {
            foreach (bool inDevice in (bool[])[false, true])
            {
                using var cpu = new DebugCpu(engine, answers, a =>
                {
                    code(a);
                    a.hlt();
                });
                TestDevice port = cpu.Test.Ports(0x50);
                TestDevice[] devices = inDevice ? [port, cpu.Test.Mmio(0x5000)] : [port];
                bool wide = code == strings[^1].Code;
                (cpu.Registers.Rax, cpu.Registers.Rcx, cpu.Registers.Rdx, cpu.Registers.Rsi, cpu.Registers.Rdi) = (0x99, 4, 0x50, 0x6000, 0x5000);
                List<ulong> counts = [];
                cpu.Trapped = _ => counts.Add(cpu.Registers.Rcx);

                cpu.Arm(1, wide ? 0x500Au : 0x5002, type, 1).Run(20, devices);

                counts.ShouldBe([1UL]);
                cpu.Traps[0].Ip.ShouldBe(Code);
                cpu.Traps[0].Rf.ShouldBeTrue();
            }
        }
    }

    [Theory]
    [ClassData(typeof(Axes))]
    public void C07_A_disabled_port_breakpoint_is_reported_beside_an_enabled_one(Engine engine, Answers answers)
    {
        using var cpu = new DebugCpu(engine, answers, a =>
        {
            a.@out(dx, al);
            a.hlt();
        });
        TestDevice dev = cpu.Test.Ports(0x50);
        (cpu.Registers.Rdx, cpu.Registers.Cr4) = (0x50, 8);

        cpu.Arm(0, 0x50, 2, 1).Arm(2, 0x50, 2, 4, enabled: false).Run(4, dev);

        cpu.Traps.ShouldHaveSingleItem().Dr6.ShouldBe(5u);
    }

    [Theory]
    [ClassData(typeof(Axes))]
    public void C08_Causes_accumulate_and_reserved_bits_read_as_one(Engine engine, Answers answers)
    {
        using var cpu = new TestCpu(engine, answers);
        cpu.ProtectedMode(a =>
        {
            a.mov(__byte_ptr[0xA0000], 1);
            a.hlt();
        }).Gate(1, 0x3100);
        cpu.Write(0x3100, [0xF4]);
        TestDevice dev = cpu.Mmio(0xA0000);
        cpu.Registers.Dr6 = 0xFFFF0FF0 | 0xE000 | 2;          // BD, BS, BT and B1 of before
        cpu.Registers.SetDr(0, 0xA0000);
        cpu.Registers.Dr7 = 0x0001_0402;

        cpu.Run(2, dev);

        cpu.Registers.Rip.ShouldBe(0x3100UL);
        cpu.Registers.Dr6.ShouldBe(0xFFFF0FF0UL | 0xE000 | 1);          // B1 is dropped, and the "enabled" bit 12 never reaches DR6
    }

    private static void Access(Assembler a, bool write, uint address, int size)
    {
        switch (size, write)
        {
            case (1, true):
                a.mov(__byte_ptr[address], bl);
                break;
            case (2, true):
                a.mov(__word_ptr[address], bx);
                break;
            case (4, true):
                a.mov(__dword_ptr[address], ebx);
                break;
            case (1, false):
                a.mov(bl, __byte_ptr[address]);
                break;
            case (2, false):
                a.mov(bx, __word_ptr[address]);
                break;
            default:
                a.mov(ebx, __dword_ptr[address]);
                break;
        }
    }
}
