using GenEmu.Abstractions;
using GenEmu.Core.Tests.Support;
using Iced.Intel;
using static Iced.Intel.AssemblerRegisters;

namespace GenEmu.Core.Tests.Rules;

/// <summary>x87, MMX and SSE at the processor's level: resets, exceptions and their order, error reporting, state in memory.</summary>
public sealed class FloatUnitTests
{
    private const uint Handlers = 0x3000;
    private const int Ud = 6;
    private const int Nm = 7;
    private const int Gp = 13;
    private const int Mf = 16;
    private const int Xm = 19;
    private const ulong Ts = 8;
    private const ulong Em = 4;
    private const ulong Ne = 32;
    private const ulong OsFxsr = 0x200;
    private const ulong OsXmmExcpt = 0x400;
    private const uint Beyond = 0x50_0000;          // nothing is there; with a limit below, a fault

    [Theory]
    [InlineData(ResetKind.Init, true)]
    [InlineData(ResetKind.Hard, false)]
    [InlineData(ResetKind.PowerOn, false)]
    public void A14_Init_keeps_x87_and_SSE_and_RESET_does_not(ResetKind kind, bool keeps)
    {
        using var cpu = new TestCpu();
        cpu.Registers.SetXmm(0, 0x1234);
        cpu.Registers.SetSt(0, new X87Value(1UL << 63, 0x3FFF));
        cpu.Registers.FpuControl = 0x27F;
        cpu.Registers.Mxcsr = 0x3F80;

        cpu.Cpu.Reset(kind);

        cpu.Registers.GetXmm(0).ShouldBe(keeps ? 0x1234u : (UInt128)0);
        cpu.Registers.GetSt(0).SignExponent.ShouldBe(keeps ? (ushort)0x3FFF : (ushort)0);
        cpu.Registers.FpuControl.ShouldBe(keeps ? (ushort)0x27F : (ushort)0x40);
        cpu.Registers.Mxcsr.ShouldBe(keeps ? 0x3F80u : 0x1F80u);
    }

    [Theory]
    [ClassData(typeof(Axes))]
    public void Task_switched_goes_before_memory(Engine engine, Answers answers)
        => Raised(engine, answers, Ts | Ne, OsFxsr, a => a.fld(__qword_ptr[Beyond])).ShouldBe(Nm);

    [Theory]
    [ClassData(typeof(Axes))]
    public void Emulation_is_no_coprocessor_to_x87_and_an_invalid_opcode_to_MMX_and_SSE(Engine engine, Answers answers)
    {
        Raised(engine, answers, Em | Ts, OsFxsr, a => a.fld1()).ShouldBe(Nm);
        Raised(engine, answers, Em | Ts, OsFxsr, a => a.paddb(mm0, __qword_ptr[Beyond])).ShouldBe(Ud);
        Raised(engine, answers, Em | Ts, OsFxsr, a => a.addps(xmm0, __xmmword_ptr[Beyond])).ShouldBe(Ud);
    }

    [Theory]
    [ClassData(typeof(Axes))]
    public void Sse_needs_an_operating_system_that_saves_it(Engine engine, Answers answers)
    {
        Raised(engine, answers, Ts, 0, a => a.addps(xmm0, xmm1)).ShouldBe(Ud);
        Raised(engine, answers, Ts, OsFxsr, a => a.addps(xmm0, xmm1)).ShouldBe(Nm);
    }

    [Theory]
    [ClassData(typeof(Axes))]
    public void A_pending_error_goes_before_memory(Engine engine, Answers answers)
    {
        Raised(engine, answers, Ne, OsFxsr, DivideByZero, a => a.fld(__qword_ptr[Beyond])).ShouldBe(Mf);
        Raised(engine, answers, Ne, OsFxsr, DivideByZero, a => a.paddb(mm0, __qword_ptr[Beyond])).ShouldBe(Mf);
        Raised(engine, answers, Ne, OsFxsr, DivideByZero, a => a.wait()).ShouldBe(Mf);
    }

    [Theory]
    [ClassData(typeof(Axes))]
    public void Unmasked_SSE_exceptions_are_XM_or_UD(Engine engine, Answers answers)
    {
        Raised(engine, answers, Ne, OsFxsr | OsXmmExcpt, a => a.divss(xmm0, xmm1)).ShouldBe(Xm);
        Raised(engine, answers, Ne, OsFxsr, a => a.divss(xmm0, xmm1)).ShouldBe(Ud);
    }

    [Theory]
    [ClassData(typeof(Axes))]
    public void Misaligned_vectors_are_general_protection(Engine engine, Answers answers)
    {
        Raised(engine, answers, Ne, OsFxsr, a => a.movaps(xmm0, __xmmword_ptr[0x8008])).ShouldBe(Gp);
        Raised(engine, answers, Ne, OsFxsr, a => a.movaps(__xmmword_ptr[0x8001], xmm0)).ShouldBe(Gp);
        Raised(engine, answers, Ne, OsFxsr, a => a.fxsave(__[0x8008])).ShouldBe(Gp);
        Raised(engine, answers, Ne, OsFxsr, a => a.movups(xmm0, __xmmword_ptr[0x8001])).ShouldBe(0);
    }

    [Theory]
    [ClassData(typeof(Axes))]
    public void Without_native_errors_FERR_freezes_until_an_interrupt_and_IGNNE_goes_on(Engine engine, Answers answers)
    {
        using TestCpu cpu = Start(engine, answers, 0, OsFxsr, DivideByZero, a => a.fld1());
        List<bool> pin = [];
        cpu.Cpu.FloatErrorChanged = pin.Add;

        cpu.Run(100).Kind.ShouldBe(VcpuStopKind.Halted);

        pin.ShouldBe([true]);
        ulong waiting = cpu.Registers.Rip;
        cpu.Registers.EFlags |= 0x200;
        cpu.Cpu.AcknowledgeInterrupt = () => 0x75;
        cpu.Gate(0x75, Handlers + 0x75);
        cpu.Write(Handlers + 0x75, [0xDB, 0xE2, 0xF4]);             // FNCLEX; HLT
        cpu.Cpu.SetInterruptRequest(true);
        cpu.Run(2);
        pin.ShouldBe([true, false]);
        cpu.ReadNumber((long)cpu.Registers.Rsp, 4).ShouldBe(waiting);
    }

    [Theory]
    [ClassData(typeof(Axes))]
    public void With_IGNNE_a_pending_error_stops_nothing(Engine engine, Answers answers)
    {
        using TestCpu cpu = Start(engine, answers, 0, OsFxsr, DivideByZero, a => a.fld1());
        cpu.Cpu.IgnoresFloatErrors = true;

        cpu.Run(100);

        cpu.Registers.GetSt(0).ShouldBe(new X87Value(1UL << 63, 0x3FFF));
    }

    [Theory]
    [ClassData(typeof(Axes))]
    public void The_environment_names_the_last_instruction_and_its_operand(Engine engine, Answers answers)
    {
        using TestCpu cpu = Start(engine, answers, Ne, OsFxsr, a => a.fninit(), a =>
        {
            a.fld(__dword_ptr[0x8010]);
            a.fnstenv(__[0x8100]);
        });
        TestDevice none = cpu.Ports(0x50);

        cpu.Run(100, none);

        cpu.ReadNumber(0x8100, 4).ShouldBe(0xFFFF_037FUL);
        cpu.ReadNumber(0x8104, 4).ShouldBe(0xFFFF_3800UL);
        cpu.ReadNumber(0x8108, 4).ShouldBe(0xFFFF_7FFFUL);           // register 7 holds a zero
        cpu.ReadNumber(0x810C, 4).ShouldBe(TestCpu.CodeAddress + 2UL);
        cpu.ReadNumber(0x8110, 4).ShouldBe(0x0105_0008UL);           // D9 05: the opcode's low three bits and ModRM, and CS
        cpu.ReadNumber(0x8114, 4).ShouldBe(0x8010UL);
        cpu.ReadNumber(0x8118, 4).ShouldBe(0xFFFF_0010UL);
        cpu.Registers.FpuControl.ShouldBe((ushort)0x37F);
    }

    [Theory]
    [ClassData(typeof(Axes))]
    public void B04_Vectors_go_to_devices_in_natural_pieces(Engine engine, Answers answers)
    {
        using TestCpu cpu = Start(engine, answers, Ne, OsFxsr, a => a.movaps(xmm1, __xmmword_ptr[0x20_0010]), a => a.movups(__xmmword_ptr[0x20_0028], xmm1));
        TestDevice device = cpu.Mmio(0x20_0000);

        cpu.Run(100, device);

        device.Log.Count.ShouldBe(4);
    }

    [Theory]
    [ClassData(typeof(Axes))]
    public void Fxsave_and_fxrstor_are_inverse(Engine engine, Answers answers)
    {
        using TestCpu cpu = Start(engine, answers, Ne, OsFxsr, a => a.fxsave(__[0x8200]), a =>
        {
            a.fninit();
            a.xorps(xmm3, xmm3);
            a.fxrstor(__[0x8200]);
        });
        cpu.Registers.SetXmm(3, new UInt128(5, 7));
        cpu.Registers.FpuStatus = 0x2800;
        cpu.Registers.FpuTag = 0x3FF0;
        cpu.Registers.SetSt(0, new X87Value(0xC000_0000_0000_0000, 0x4001));

        cpu.Run(100);

        cpu.Registers.GetXmm(3).ShouldBe(new UInt128(5, 7));
        cpu.Registers.FpuStatus.ShouldBe((ushort)0x2800);
        cpu.Registers.GetSt(0).ShouldBe(new X87Value(0xC000_0000_0000_0000, 0x4001));
        cpu.ReadNumber(0x8204, 1).ShouldBe(0x83UL);
    }

    private static void DivideByZero(Assembler a)
    {
        a.fldz();
        a.fld1();
        a.fdiv(st0, st1);            // ZE unmasked: pending
    }

    private static int Raised(Engine engine, Answers answers, ulong cr0, ulong cr4, params Action<Assembler>[] code)
    {
        using TestCpu cpu = Start(engine, answers, cr0, cr4, code);
        cpu.Registers.SetSegment(SegmentRegister.Ds, new SegmentValue(16, 0, Beyond - 1, 0xC093));
        cpu.Run(100);
        int vector = (int)cpu.Registers.Rip - (int)Handlers - 1;
        return vector is >= 0 and < 32 ? vector : 0;
    }

    private static TestCpu Start(Engine engine, Answers answers, ulong cr0, ulong cr4, params Action<Assembler>[] code)
    {
        TestCpu cpu = new TestCpu(engine, answers).ProtectedMode(a =>
        {
            foreach (Action<Assembler> part in code)
            {
                part(a);
            }

            a.hlt();
        });
        for (int vector = 0; vector < 32; vector++)
        {
            cpu.Gate(vector, Handlers + (uint)vector);
            cpu.Write(Handlers + vector, [0xF4]);
        }

        cpu.Registers.Cr0 = 0x11 | cr0;
        cpu.Registers.Cr4 = cr4;
        cpu.Registers.FpuControl = 0x37F & ~4;         // zero divide is unmasked
        cpu.Registers.FpuTag = 0xFFFF;
        cpu.Registers.FpuStatus = 0;
        cpu.Registers.Mxcsr = 0x1F80 & ~0x80u;         // invalid operation is unmasked
        return cpu;
    }
}
