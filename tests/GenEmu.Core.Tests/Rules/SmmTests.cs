using GenEmu.Abstractions;
using GenEmu.Core.Cpu;
using GenEmu.Core.Memory;
using GenEmu.Core.Tests.Support;
using Iced.Intel;
using static Iced.Intel.AssemblerRegisters;

namespace GenEmu.Core.Tests.Rules;

/// <summary>Rule B19 and what comes with it: System Management Mode.</summary>
public sealed class SmmTests
{
    private const int Base = 0x3_0000;
    private const int Handler = Base + 0x8000;
    private const int IoRestart = 0xFF00;
    private const int HaltRestart = 0xFF02;
    private const int SmBase = 0xFEF8;
    private const int Calls = 0x500;
    private const byte Port = 0xB2;

    /// <summary>The rule's own test: SMI raised by <c>OUT B2h</c>, the handler sets restart=FFh once → DEV.w=2.</summary>
    [Theory]
    [ClassData(typeof(Axes))]
    public void B19_An_OUT_whose_SMI_handler_asks_for_it_is_made_again(Engine engine, Answers answers)
    {
        using TestCpu cpu = new TestCpu(engine, answers).ProtectedMode(a =>
        {
            a.mov(al, 0x42);
            a.@out(Port, al);
            a.mov(ebx, 7);
            a.hlt();
        });
        TestDevice dev = cpu.Ports(Port);
        dev.Written = (_, _) => cpu.Cpu.RaiseSmi();
        RestartOnce(cpu);

        cpu.Run(100, dev).Kind.ShouldBe(VcpuStopKind.Halted);

        dev.Log.ShouldBe(["w B2/1=42", "w B2/1=42"]);
        cpu.Read(Calls, 1).ShouldBe([2]);
        cpu.Registers.Rbx.ShouldBe(7UL);
        cpu.Registers.Rip.ShouldBe(TestCpu.CodeAddress + 10UL);
        cpu.ReadNumber(Base + 0xFFA4, 4).ShouldBe(0x00B2_0083UL);        // port B2h, OUT immediate, one byte, valid
        cpu.ReadNumber(Base + 0xFFF0, 4).ShouldBe(TestCpu.CodeAddress + 4UL);
        cpu.ReadNumber(Base + 0xFEFC, 4).ShouldBe(0x0003_0004UL);
    }

    [Theory]
    [ClassData(typeof(BatchAxes))]
    public void B19_An_iteration_of_REP_OUTS_is_made_again_with_its_own_registers(Engine engine, Answers answers, Batching batching)
    {
        using TestCpu cpu = new TestCpu(engine, answers).ProtectedMode(a =>
        {
            a.rep.outsb();
            a.hlt();
        });
        TestDevice dev = cpu.Ports(Port, batch: batching == Batching.Batched);
        dev.Written = (_, value) =>
        {
            if (value == 0x22)
            {
                cpu.Cpu.RaiseSmi();
            }
        };
        cpu.Write(0x5000, [0x11, 0x22, 0x33]);
        (cpu.Registers.Rcx, cpu.Registers.Rsi, cpu.Registers.Rdx) = (3, 0x5000, Port);
        RestartOnce(cpu);

        cpu.Run(100, dev).Kind.ShouldBe(VcpuStopKind.Halted);

        dev.Log.ShouldBe(["w B2/1=11", "w B2/1=22", "w B2/1=22", "w B2/1=33"]);
        (cpu.Registers.Rcx, cpu.Registers.Rsi).ShouldBe((0UL, 0x5003UL));
        cpu.ReadNumber(Base + 0xFFA4, 4).ShouldBe(0x00B2_0063UL);
        cpu.ReadNumber(Base + 0xFFA0, 4).ShouldBe(0x5001UL);
        cpu.ReadNumber(Base + 0xFFD4, 4).ShouldBe(1UL);                  // the iteration has retired
        cpu.ReadNumber(Base + 0xFFF0, 4).ShouldBe(TestCpu.CodeAddress);
    }

    /// <summary>SDM vol. 3, table 34-6.</summary>
    public static TheoryData<Engine, string, byte[], uint, uint> Instructions()
    {
        var data = new TheoryData<Engine, string, byte[], uint, uint>();
        foreach (Engine engine in Enum.GetValues<Engine>())
        {
            data.Add(engine, "in al, B2h", [0xE4, 0xB2], 0x93, 0);
            data.Add(engine, "in ax, dx", [0x66, 0xED], 0x15, 0);
            data.Add(engine, "out B2h, eax", [0xE7, 0xB2], 0x89, 0);
            data.Add(engine, "out dx, al", [0xEE], 0x03, 0);
            data.Add(engine, "insb", [0x6C], 0x33, 0x5100);
            data.Add(engine, "outsw", [0x66, 0x6F], 0x25, 0x5000);
            data.Add(engine, "rep insd", [0xF3, 0x6D], 0x79, 0x5100);
            data.Add(engine, "rep outsb", [0xF3, 0x6E], 0x63, 0x5000);
        }

        return data;
    }

    [Theory]
    [MemberData(nameof(Instructions))]
    public void B19_The_save_area_tells_which_instruction_accessed_which_port(Engine engine, string instruction, byte[] code, uint state, uint address)
    {
        using TestCpu cpu = new TestCpu(engine).ProtectedMode(a => a.nop());
        cpu.Write(TestCpu.CodeAddress, code);
        cpu.Ports(Port);
        cpu.Write(Handler, [0xF4]);
        (cpu.Registers.Rcx, cpu.Registers.Rsi, cpu.Registers.Rdi, cpu.Registers.Rdx) = (1, 0x5000, 0x5100, Port);

        cpu.Run(1);
        cpu.Cpu.RaiseSmi();          // asynchronous, but at the boundary of an I/O instruction all the same
        cpu.Run(1);

        cpu.ReadNumber(Base + 0xFFA4, 4).ShouldBe(((ulong)Port << 16) | state, instruction);
        cpu.ReadNumber(Base + 0xFFA0, 4).ShouldBe(address, instruction);
    }

    [Theory]
    [ClassData(typeof(Axes))]
    public void B19_Without_an_IO_instruction_right_before_it_nothing_is_made_again(Engine engine, Answers answers)
    {
        using TestCpu cpu = new TestCpu(engine, answers).ProtectedMode(a =>
        {
            a.@out(Port, al);
            a.nop();
            a.hlt();
        });
        TestDevice dev = cpu.Ports(Port);
        RestartOnce(cpu);
        cpu.Run(2, dev);

        cpu.Cpu.RaiseSmi();
        cpu.Run(100, dev).Kind.ShouldBe(VcpuStopKind.Halted);

        dev.Writes.ShouldBe(1);
        cpu.Read(Calls, 1).ShouldBe([1]);
        cpu.ReadNumber(Base + 0xFFA4, 4).ShouldBe(0UL);
    }

    [Theory]
    [InlineData(Engine.Direct)]
    [InlineData(Engine.Recorded)]
    public void B19_An_SMI_is_not_taken_while_an_access_waits(Engine engine)
    {
        using TestCpu cpu = new TestCpu(engine, Answers.Async).ProtectedMode(a => a.@in(al, Port));
        TestDevice dev = cpu.Ports(Port);
        dev.Queue(0x5A);
        cpu.Write(Handler, [0xF4]);
        cpu.Cpu.Run(1).Kind.ShouldBe(VcpuStopKind.IoPending);

        cpu.Cpu.RaiseSmi();
        cpu.Cpu.Run(10).Kind.ShouldBe(VcpuStopKind.IoPending);
        cpu.Cpu.IsInSmm.ShouldBeFalse();
        dev.Release();
        cpu.Cpu.Run(2);

        cpu.Cpu.IsInSmm.ShouldBeTrue();
        cpu.ReadNumber(Base + 0xFFF0, 4).ShouldBe(TestCpu.CodeAddress + 2UL);
        cpu.ReadNumber(Base + 0xFFD0, 1).ShouldBe(0x5AUL);
    }

    /// <summary>SDM vol. 3, table 34-4.</summary>
    [Theory]
    [InlineData(Engine.Direct)]
    [InlineData(Engine.Recorded)]
    public void B19_A_handler_starts_in_the_state_of_the_manual(Engine engine)
    {
        using TestCpu cpu = new TestCpu(engine).ProtectedMode(a => a.nop());
        cpu.Write(Handler, [0xF4]);
        cpu.Registers.Cr0 = 0x6000_003F;
        cpu.Registers.Cr4 = 8;
        cpu.Registers.Dr7 = 0x400 | 2;
        cpu.Registers.EFlags = 0x246;

        cpu.Cpu.RaiseSmi();
        cpu.Run(1);

        cpu.Cpu.IsInSmm.ShouldBeTrue();
        cpu.Registers.Rip.ShouldBe(0x8000UL);
        cpu.Registers.EFlags.ShouldBe(2u);
        cpu.Registers.Cr0.ShouldBe(0x6000_0032UL);
        cpu.Registers.Cr4.ShouldBe(0UL);
        cpu.Registers.Dr7.ShouldBe(0x400UL);
        cpu.Registers.Cpl.ShouldBe(0);
        cpu.Registers.GetSegment(SegmentRegister.Cs).ShouldBe(new SegmentValue(0x3000, Base, uint.MaxValue, 0x8093));
        foreach (SegmentRegister segment in (SegmentRegister[])[SegmentRegister.Ds, SegmentRegister.Es, SegmentRegister.Ss, SegmentRegister.Fs, SegmentRegister.Gs])
        {
            cpu.Registers.GetSegment(segment).ShouldBe(new SegmentValue(0, 0, uint.MaxValue, 0x8093));
        }
    }

    [Theory]
    [InlineData(Engine.Direct)]
    [InlineData(Engine.Recorded)]
    public void B19_RSM_gives_everything_back(Engine engine)
    {
        using TestCpu cpu = Prepared(engine);
        using TestCpu reference = Prepared(engine);
        cpu.Write(Handler, TestCpu.Assemble(16, a =>
        {
            a.mov(eax, cr0);
            a.or(eax, 1);
            a.mov(cr0, eax);         // whatever the handler does to the processor
            a.mov(eax, -1);
            a.mov(esp, eax);
            a.mov(dr7, eax);
            a.std();
            a.rsm();
        }, 0x8000));

        cpu.Cpu.RaiseSmi();
        cpu.Run(9);

        cpu.Cpu.IsInSmm.ShouldBeFalse();
        State(cpu).ShouldBe(State(reference));

        static TestCpu Prepared(Engine engine)
        {
            TestCpu cpu = new TestCpu(engine).ProtectedMode(a => a.nop());
            VcpuRegisters r = cpu.Registers;
            (r.Rax, r.Rcx, r.Rdx, r.Rbx, r.Rsp, r.Rbp, r.Rsi, r.Rdi) = (1, 2, 3, 4, 5, 6, 7, 0xFFFF_FFF8);
            r.EFlags = 0x8D7 | 0x200;
            r.Cr3 = 0x1234_5000;
            r.Cr4 = 8;
            r.Dr6 = 0xFFFF_4FF1;
            r.Dr7 = 0x0001_0400;
            r.Idt = (0x1234_5678, 0x123);
            r.SetSegment(SegmentRegister.Gs, new SegmentValue(0x2B, 0x8765_4321, 0xFFFF, 0xF3));
            r.SetSegment(SegmentRegister.Ldtr, new SegmentValue(0x30, 0x5555_0000, 0x77, 0x82));
            r.SetSegment(SegmentRegister.Tr, new SegmentValue(0x38, 0x6666_0000, 0x67, 0x8B));
            return cpu;
        }
    }

    [Theory]
    [InlineData(Engine.Direct)]
    [InlineData(Engine.Recorded)]
    public void B19_INIT_is_latched_until_RSM(Engine engine)
    {
        using TestCpu cpu = new TestCpu(engine).ProtectedMode(a => a.nop());
        cpu.Write(Handler, TestCpu.Assemble(16, a =>
        {
            a.mov(__byte_ptr[Calls], 1);
            a.rsm();
        }, 0x8000));
        cpu.Cpu.RaiseSmi();
        cpu.Run(1);

        cpu.Cpu.RaiseInit();
        cpu.Run(1);
        cpu.Cpu.IsInSmm.ShouldBeTrue();
        cpu.Read(Calls, 1).ShouldBe([1]);
        cpu.Run(1);                                      // RSM
        cpu.Registers.Rip.ShouldBe(TestCpu.CodeAddress);
        cpu.Run(1);                                      // nothing is there but FFh: #UD

        cpu.Cpu.IsInSmm.ShouldBeFalse();
        cpu.Registers.Rdx.ShouldBe(0x6D8UL);
        cpu.ReadNumber(0xFFFA, 4).ShouldBe(0xF000_FFF0UL);
    }

    [Theory]
    [InlineData(Engine.Direct, true)]
    [InlineData(Engine.Direct, false)]
    [InlineData(Engine.Recorded, true)]
    [InlineData(Engine.Recorded, false)]
    public void B19_After_an_SMI_in_HLT_the_handler_decides_whether_to_halt_again(Engine engine, bool again)
    {
        using TestCpu cpu = new TestCpu(engine).ProtectedMode(a =>
        {
            a.hlt();
            a.mov(ebx, 7);
            a.hlt();
        });
        cpu.Write(Handler, TestCpu.Assemble(16, a =>
        {
            a.inc(__byte_ptr[Calls]);
            a.and(__word_ptr.cs[HaltRestart], again ? 1 : 0);
            a.rsm();
        }, 0x8000));
        cpu.Run(10).Kind.ShouldBe(VcpuStopKind.Halted);

        cpu.Cpu.RaiseSmi();
        cpu.Run(10).Kind.ShouldBe(VcpuStopKind.Halted);

        cpu.Read(Calls, 1).ShouldBe([1]);
        cpu.Registers.Rbx.ShouldBe(again ? 0UL : 7UL);
        cpu.Registers.Rip.ShouldBe(TestCpu.CodeAddress + (again ? 1UL : 7UL));
    }

    [Theory]
    [InlineData(Engine.Direct)]
    [InlineData(Engine.Recorded)]
    public void B19_NMI_and_further_SMIs_wait_for_RSM(Engine engine)
    {
        using TestCpu cpu = new TestCpu(engine).RealMode(a => a.nop());
        cpu.Write(Handler, TestCpu.Assemble(16, a =>
        {
            a.inc(__byte_ptr[Calls]);
            a.nop();
            a.rsm();
        }, 0x8000));
        cpu.Cpu.RaiseSmi();
        cpu.Run(1);

        cpu.Cpu.RaiseNmi();
        cpu.Cpu.RaiseSmi();
        cpu.Cpu.RaiseSmi();                                  // one is latched
        cpu.Run(3);
        cpu.Read(Calls, 1).ShouldBe([1]);
        cpu.Run(4);
        cpu.Read(Calls, 1).ShouldBe([2]);
        cpu.Cpu.IsInSmm.ShouldBeFalse();
        cpu.Run(10).Kind.ShouldBe(VcpuStopKind.Halted);

        cpu.Registers.Rip.ShouldBe(0x603UL);                 // in the NMI's handler
        cpu.ReadNumber((long)cpu.Registers.Rsp, 2).ShouldBe(TestCpu.CodeAddress);
        cpu.Read(Calls, 1).ShouldBe([2]);
    }

    [Theory]
    [ClassData(typeof(Axes))]
    public void B19_RSM_outside_is_an_invalid_opcode(Engine engine, Answers answers)
    {
        using TestCpu cpu = new TestCpu(engine, answers).RealMode(a => a.rsm());

        cpu.Run(1);

        cpu.Registers.Rip.ShouldBe(0x606UL);
        cpu.ReadNumber((long)cpu.Registers.Rsp, 2).ShouldBe(TestCpu.CodeAddress);
    }

    [Theory]
    [InlineData(0xFFFC, 0x8000_0010u)]       // CR0.PG without PE
    [InlineData(0xFFFC, 0x2000_0011u)]       // CR0.NW without CD
    [InlineData(0xFFFC, 0x0100_0011u)]       // a reserved bit of CR0
    [InlineData(0xFF14, 0x8000_0000u)]       // a reserved bit of CR4
    public void B19_RSM_into_an_invalid_state_shuts_down(int slot, uint value)
    {
        using TestCpu cpu = new TestCpu().ProtectedMode(a => a.nop());
        cpu.Write(Handler, TestCpu.Assemble(16, a => a.rsm(), 0x8000));
        cpu.Cpu.RaiseSmi();
        cpu.Run(1);
        cpu.Write(Base + slot, BitConverter.GetBytes(value));

        VcpuStop stop = cpu.Run(10);

        stop.Kind.ShouldBe(VcpuStopKind.Shutdown);
        stop.StartRip.ShouldBe(0x8000UL);
        cpu.Cpu.Reset(ResetKind.Hard);
        cpu.Cpu.IsInSmm.ShouldBeFalse();
        cpu.Cpu.Activity.ShouldBe(VcpuActivity.Running);
    }

    [Theory]
    [ClassData(typeof(Axes))]
    public void B19_A_corrupted_area_never_harms_the_host(Engine engine, Answers answers)
    {
        var random = new Random(19);
        for (int run = 0; run < 50; run++)
        {
            using TestCpu cpu = new TestCpu(engine, answers).ProtectedMode(a => a.nop());
            cpu.Write(Handler, TestCpu.Assemble(16, a => a.rsm(), 0x8000));
            cpu.Cpu.RaiseSmi();
            cpu.Run(1);
            byte[] area = cpu.Read(Base + 0xFE00, 0x200);
            for (int i = 0; i < 8; i++)
            {
                area[random.Next(area.Length)] ^= (byte)(1 << random.Next(8));
            }

            cpu.Write(Base + 0xFE00, area);
            cpu.Run(50).Kind.ShouldBeOneOf(VcpuStopKind.Budget, VcpuStopKind.Shutdown, VcpuStopKind.Halted);
        }
    }

    [Theory]
    [InlineData(Engine.Direct)]
    [InlineData(Engine.Recorded)]
    public void B19_The_handler_moves_SMRAM(Engine engine)
    {
        using TestCpu cpu = Relocated(new TestCpu(engine), 0x5_1004);
        cpu.Write(0x5_9004, TestCpu.Assemble(16, a =>
        {
            a.mov(__byte_ptr[Calls], 9);
            a.rsm();
        }, 0x8000));

        cpu.Cpu.RaiseSmi();
        cpu.Run(1);
        cpu.Registers.GetSegment(SegmentRegister.Cs).Base.ShouldBe(0x5_1004UL);
        cpu.Run(2);

        cpu.Read(Calls, 1).ShouldBe([9]);
        cpu.Registers.Rip.ShouldBe(TestCpu.CodeAddress);
        cpu.Cpu.IsInSmm.ShouldBeFalse();
    }

    /// <summary>SMRAM in a device's memory: the entry and RSM wait for every piece, and are exact all the same.</summary>
    [Theory]
    [ClassData(typeof(Axes))]
    public void B19_Entry_and_RSM_wait_for_a_device(Engine engine, Answers answers)
    {
        using TestCpu cpu = Relocated(new TestCpu(engine, answers), 0x10_0000);
        TestDevice dev = cpu.Mmio(0x10_F000);
        dev.Written = (_, value) => dev.Queue(value);        // written and read in one order
        cpu.Write(0x10_8000, TestCpu.Assemble(16, a => a.rsm(), 0x8000));
        (cpu.Registers.Rax, cpu.Registers.Rdi) = (0x1234_5678, 0x8765_4321);

        cpu.Cpu.RaiseSmi();
        if (answers != Answers.Immediate)
        {
            VcpuStop stop = cpu.Cpu.Run(1);
            (stop.Kind, stop.Committed, stop.StartRip).ShouldBe((VcpuStopKind.IoPending, false, TestCpu.CodeAddress));
            cpu.Cpu.RaiseInit();                            // it is in System Management Mode already
        }

        cpu.Run(2, dev);

        dev.Writes.ShouldBe(64);
        dev.Reads.ShouldBe(64);
        dev.Log[0].ShouldStartWith("w 10FE00/8=");
        dev.Log[127].ShouldBe("r 10FFF8/8");
        cpu.Cpu.IsInSmm.ShouldBeFalse();
        (cpu.Registers.Rax, cpu.Registers.Rdi, cpu.Registers.Rip).ShouldBe((0x1234_5678UL, 0x8765_4321UL, TestCpu.CodeAddress));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void B19_An_entry_that_waits_begins_anew_when_the_host_intervenes(bool cancels)
    {
        using TestCpu cpu = Relocated(new TestCpu(Engine.Direct, Answers.Async), 0x10_0000);
        TestDevice dev = cpu.Mmio(0x10_F000);
        cpu.Write(0x10_8000, [0xF4]);
        cpu.Cpu.RaiseSmi();
        cpu.Cpu.Run(1).Kind.ShouldBe(VcpuStopKind.IoPending);
        dev.Release();
        cpu.Cpu.Run(1).Kind.ShouldBe(VcpuStopKind.IoPending);

        if (cancels)
        {
            cpu.Cpu.CancelPendingIo().ShouldBeTrue();
            cpu.Cpu.IsInSmm.ShouldBeFalse();
        }

        cpu.Registers.Rax = 0x1234_5678;
        cpu.Run(1, dev);

        cpu.Cpu.IsInSmm.ShouldBeTrue();
        dev.Writes.ShouldBe(2 + 64);
        dev.Log[^6].ShouldBe("w 10FFD0/8=12345678");
        cpu.Registers.Rip.ShouldBe(0x8000UL);
    }

    [Theory]
    [InlineData(Engine.Direct)]
    [InlineData(Engine.Recorded)]
    public void B19_Only_a_CPU_in_SMM_sees_what_lies_behind_the_frame_buffer(Engine engine)
    {
        using TestCpu cpu = Relocated(new TestCpu(engine).ProtectedMode(a =>
        {
            a.mov(__byte_ptr[0xA_0000], 0x11);
            a.mov(__byte_ptr[0xA_0000], 0x33);
        }), 0xA_0000, keepCode: true);
        TestDevice dev = cpu.Mmio(0xA_0000, 0x2_0000);
        ISystemRamRegion smram = new DeviceMemoryMap(cpu.Memory, "bridge").MapSystemRam(new MemoryClaim { Base = 0xA_0000, Length = 0x2_0000, Priority = 1 });
        smram.Readable = smram.Writable = true;
        cpu.Memory.Apply();
        cpu.Write(0xA_8000, TestCpu.Assemble(16, a =>
        {
            a.mov(__byte_ptr.cs[0], 0x22);
            a.rsm();
        }, 0x8000));
        smram.OnlyInSmm = true;
        cpu.Memory.Apply();

        cpu.Run(1);
        cpu.Cpu.RaiseSmi();
        cpu.Run(4);

        dev.Log.ShouldBe(["w A0000/1=11", "w A0000/1=33"]);
        smram.OnlyInSmm = false;
        cpu.Memory.Apply();
        cpu.Read(0xA_0000, 1).ShouldBe([0x22]);
    }

    [Theory]
    [InlineData(Engine.Direct)]
    [InlineData(Engine.Recorded)]
    public void B19_Between_two_iterations_nothing_is_lost(Engine engine)
    {
        using TestCpu cpu = new TestCpu(engine).ProtectedMode(a => a.rep.stosb()).Gate(2, 0x3000);
        cpu.Write(0x3000, [0xF4]);
        cpu.Write(Handler, TestCpu.Assemble(16, a => a.rsm(), 0x8000));
        (cpu.Registers.Rcx, cpu.Registers.Rdi) = (4, 0x5000);
        cpu.Run(2);

        cpu.Cpu.RaiseSmi();
        cpu.Run(1);
        cpu.Cpu.RaiseNmi();
        VcpuStop stop = cpu.Run(1);
        (stop.Iteration, stop.StartRip, stop.NextRip).ShouldBe((2L, TestCpu.CodeAddress, TestCpu.CodeAddress + 2UL));
        cpu.Run(1);

        cpu.Registers.Rip.ShouldBe(0x3000UL);
        (cpu.ReadNumber((long)cpu.Registers.Rsp + 8, 4) & 0x10000).ShouldBe(0x10000UL);      // RF: between iterations
        cpu.Registers.Rcx.ShouldBe(2UL);
    }

    [Theory]
    [InlineData(Engine.Direct)]
    [InlineData(Engine.Recorded)]
    public void B19_The_shadow_of_STI_outlives_SMM(Engine engine)
    {
        using TestCpu cpu = new TestCpu(engine).ProtectedMode(a =>
        {
            a.sti();
            a.inc(ebx);
            a.inc(ebx);
        }).Gate(0x20, 0x3000);
        cpu.Write(0x3000, [0xF4]);
        cpu.Write(Handler, TestCpu.Assemble(16, a => a.rsm(), 0x8000));
        cpu.Cpu.QueueInterrupt(0x20);
        cpu.Run(1);

        cpu.Cpu.RaiseSmi();
        cpu.Run(100).Kind.ShouldBe(VcpuStopKind.Halted);

        cpu.Registers.Rbx.ShouldBe(1UL);
        cpu.ReadNumber((long)cpu.Registers.Rsp, 4).ShouldBe(TestCpu.CodeAddress + 2UL);
    }

    /// <summary>The SMI goes before the step trap of the instruction at whose boundary it comes; the trap is delivered after RSM.</summary>
    [Theory]
    [ClassData(typeof(Axes))]
    public void B19_A_step_trap_comes_after_RSM(Engine engine, Answers answers)
    {
        using DebugCpu debug = new DebugCpu(engine, answers, a =>
        {
            a.@out(Port, al);
            a.nop();
            a.hlt();
        }).SingleStep();
        TestDevice dev = debug.Test.Ports(Port);
        dev.Written = (_, _) => debug.Test.Cpu.RaiseSmi();
        debug.Test.Write(Handler, TestCpu.Assemble(16, a =>
        {
            a.inc(__byte_ptr[Calls]);
            a.rsm();
        }, 0x8000));

        debug.Run(9, dev);               // OUT, SMI, two of the handler's, #DB, NOP, #DB, HLT, #DB

        debug.Test.Read(Calls, 1).ShouldBe([1]);
        debug.Traps.Select(t => (t.Ip - DebugCpu.Code, t.Dr6)).ShouldBe([(2UL, 0x4000u), (3UL, 0x4000u), (4UL, 0x4000u)]);
    }

    [Theory]
    [ClassData(typeof(Axes))]
    public void B19_An_IO_instruction_that_is_made_again_traps_once(Engine engine, Answers answers)
    {
        using DebugCpu debug = new DebugCpu(engine, answers, a =>
        {
            a.@out(Port, al);
            a.hlt();
        }).SingleStep();
        TestDevice dev = debug.Test.Ports(Port);
        dev.Written = (_, _) => debug.Test.Cpu.RaiseSmi();
        RestartOnce(debug.Test);

        debug.Run(16, dev);              // OUT, SMI, five of the handler's, OUT, SMI, four, #DB, HLT, #DB

        dev.Writes.ShouldBe(2);
        debug.Traps.Select(t => t.Ip - DebugCpu.Code).ShouldBe([2UL, 3UL]);
    }

    [Fact]
    public void C21_SMI_goes_before_INIT_and_debug_traps_and_after_the_trap_of_a_task_switch()
    {
        using TestCpu cpu = new TestCpu().ProtectedMode(a => a.nop()).Gate(1, 0x3100);
        cpu.Write(0x3100, [0xF4]);
        cpu.Write(Handler, TestCpu.Assemble(16, a => a.rsm(), 0x8000));
        unsafe
        {
            cpu.Cpu.State->PendingDebug = 0x8000;           // BT
        }

        cpu.Cpu.RaiseSmi();
        cpu.Run(1);
        cpu.Registers.Rip.ShouldBe(0x3100UL);
        cpu.Run(1);
        cpu.Cpu.IsInSmm.ShouldBeTrue();

        cpu.Run(1);
        unsafe
        {
            cpu.Cpu.State->PendingDebug = 0x4000;           // BS
        }

        cpu.Cpu.RaiseSmi();
        cpu.Cpu.RaiseInit();
        cpu.Run(1);
        cpu.Cpu.IsInSmm.ShouldBeTrue();
        cpu.ReadNumber(Base + 0xFFF0, 4).ShouldBe(0x3100UL);
    }

    /// <summary>A handler that counts its calls and asks for the I/O instruction again at the first one.</summary>
    private static void RestartOnce(TestCpu cpu) => cpu.Write(Handler, TestCpu.Assemble(16, a =>
    {
        Label done = a.CreateLabel();
        a.inc(__byte_ptr[Calls]);
        a.cmp(__byte_ptr[Calls], 1);
        a.jne(done);
        a.mov(__word_ptr.cs[IoRestart], 0xFF);
        a.Label(ref done);
        a.rsm();
    }, 0x8000));

    /// <summary>Moves SMRAM, as firmware does once.</summary>
    private static TestCpu Relocated(TestCpu cpu, uint smBase, bool keepCode = false)
    {
        if (!keepCode)
        {
            cpu.ProtectedMode(a => a.nop());
        }

        cpu.Write(Handler, TestCpu.Assemble(16, a =>
        {
            a.mov(__dword_ptr.cs[SmBase], smBase);
            a.rsm();
        }, 0x8000));
        cpu.Cpu.RaiseSmi();
        cpu.Run(3);
        return cpu;
    }

    private static string State(TestCpu cpu)
    {
        VcpuRegisters r = cpu.Registers;
        var segments = Enum.GetValues<SegmentRegister>().Select(s => r.GetSegment(s).ToString());
        return $"{r.Rax:X} {r.Rcx:X} {r.Rdx:X} {r.Rbx:X} {r.Rsp:X} {r.Rbp:X} {r.Rsi:X} {r.Rdi:X} {r.Rip:X} {r.EFlags:X} {r.Cr0:X} {r.Cr3:X} {r.Cr4:X}"
            + $" {r.Dr6:X} {r.Dr7:X} {r.Gdt} {r.Idt} {r.Cpl} {string.Join(' ', segments)}";
    }
}
