using GenEmu.Core.Tests.Models;
using GenEmu.Core.Tests.Support;
using Iced.Intel;
using static Iced.Intel.AssemblerRegisters;

namespace GenEmu.Core.Tests.LocalApics;

/// <summary>Where a program finds its local APIC, and what the processor does for it.</summary>
public class ApicPlaceTests
{
    private const uint Base = 0xFEE0_0000;
    private const ulong Enable = 0x800;
    private const uint Handler = 0x3400;

    [Theory]
    [InlineData(Engine.Direct)]
    [InlineData(Engine.Recorded)]
    public void Registers_are_in_memory_and_no_bus_sees_them(Engine engine)
    {
        using TestCpu cpu = new TestCpu(engine).ProtectedMode(a =>
        {
            a.mov(eax, __dword_ptr[Base + 0x30]);
            a.mov(__dword_ptr[Base + 0x80], 0x20);
            a.mov(bl, __byte_ptr[Base + 0x80]);
            a.hlt();
        });
        var seen = new List<Core.Io.IoRequest>();
        cpu.Bus.Watch = seen.Add;
        cpu.Run(10);
        cpu.Registers.Rax.ShouldBe(0x0005_0014u);
        (cpu.Registers.Rbx & 0xFF).ShouldBe(0x20u);
        seen.ShouldBeEmpty();
    }

    [Theory]
    [InlineData(Engine.Direct)]
    [InlineData(Engine.Recorded)]
    public void IA32_APIC_BASE_moves_it_over_memory(Engine engine)
    {
        using TestCpu cpu = new TestCpu(engine).ProtectedMode(a =>
        {
            a.mov(ebx, __dword_ptr[0x20_0030]);            // the memory beneath, now in the TLB
            a.mov(ecx, 0x1B);
            a.mov(eax, 0x20_0900);
            a.xor(edx, edx);
            a.wrmsr();
            a.mov(eax, __dword_ptr[0x20_0030]);
            a.mov(__dword_ptr[0x20_0080], 0x55);
            a.mov(edx, __dword_ptr[Base + 0x30]);          // nobody
            a.hlt();
        });
        cpu.Write(0x20_0030, [1, 0, 0, 0]);
        cpu.Run(20);
        cpu.Registers.Rbx.ShouldBe(1u);
        cpu.Registers.Rax.ShouldBe(0x0005_0014u);
        cpu.Registers.Rdx.ShouldBe(uint.MaxValue);
        cpu.ReadNumber(0x20_0080, 4).ShouldBe(0u);
    }

    [Fact]
    public void IA32_APIC_BASE_is_checked_keeps_its_bootstrap_bit_and_switches_CPUIDs_bit()
    {
        using TestCpu cpu = new();
        Read(cpu).ShouldBe(0xFEE0_0900ul);
        cpu.Cpu.TryWriteMsr(0x1B, Base | Enable | 0x400).ShouldBeFalse();          // no x2APIC
        cpu.Cpu.TryWriteMsr(0x1B, 1UL << 36 | Enable).ShouldBeFalse();
        cpu.Cpu.Cpuid(1, 0).Edx.ShouldSatisfyAllConditions(edx => (edx & 0x200).ShouldBe(0x200u));
        cpu.Cpu.TryWriteMsr(0x1B, Base).ShouldBeTrue();
        Read(cpu).ShouldBe(Base | 0x100ul);
        (cpu.Cpu.Cpuid(1, 0).Edx & 0x200).ShouldBe(0u);
        cpu.Cpu.Reset(Abstractions.ResetKind.Init);
        Read(cpu).ShouldBe(Base | 0x100ul);                                         // INIT keeps it
        cpu.Cpu.Reset(Abstractions.ResetKind.Hard);
        Read(cpu).ShouldBe(0xFEE0_0900ul);

        using TestCpu other = new(bootstrap: false);
        Read(other).ShouldBe(0xFEE0_0800ul);
        (other.Cpu.Cpuid(1, 0).Ebx >> 24).ShouldBe(1u);
    }

    [Fact]
    public void Models_before_the_P6_have_none()
    {
        foreach (string name in (string[])["486", "pentium"])
        {
            using TestCpu cpu = new(model: CpuModelTests.Model(name));
            cpu.Cpu.Apic.ShouldBeNull();
            cpu.Cpu.TryReadMsr(0x1B, out _).ShouldBeFalse();
            (cpu.Cpu.Cpuid(1, 0).Edx & 0x200).ShouldBe(0u);
        }
    }

    [Theory]
    [InlineData(Engine.Direct)]
    [InlineData(Engine.Recorded)]
    public void An_interrupt_to_itself_is_delivered_at_the_next_boundary_that_allows_it(Engine engine)
    {
        using TestCpu cpu = new TestCpu(engine).ProtectedMode(a =>
        {
            a.mov(__dword_ptr[Base + 0xF0], 0x1FF);
            a.mov(__dword_ptr[Base + 0x300], 0x4_0061);
            a.nop();
            a.sti();
            a.nop();                                       // STI's shadow
            a.hlt();
        }).Gate(0x61, Handler);
        cpu.Write(Handler, TestCpu.Assemble(32, a =>
        {
            a.mov(__dword_ptr[Base + 0xB0], 0);
            a.inc(ebx);
            a.iret();
        }, Handler));
        cpu.Run(50);
        cpu.Registers.Rbx.ShouldBe(1u);
    }

    [Theory]
    [InlineData(0x700u, true)]                             // ExtINT
    [InlineData(0x1_0700u, false)]                         // masked
    [InlineData(0x0061u, false)]                           // a vector of its own
    public void INTR_passes_LINT0_as_its_local_vector_says(uint vector, bool passes)
    {
        using TestCpu cpu = new TestCpu().ProtectedMode(a =>
        {
            a.sti();
            a.nop();
            a.nop();
            a.hlt();
        }).Gate(0x44, Handler).Gate(0x61, Handler + 1);
        cpu.Write(Handler, [0xF4, 0xF4]);
        cpu.Cpu.AcknowledgeInterrupt = () => 0x44;
        cpu.Cpu.Apic!.Write(0xF0, 4, 0x1FF);
        cpu.Cpu.Apic.Write(0x350, 4, vector);
        cpu.Cpu.SetInterruptRequest(true);
        cpu.Run(20);
        bool own = vector == 0x61;
        cpu.Registers.Rip.ShouldBe(passes ? Handler + 1 : own ? Handler + 2 : TestCpu.CodeAddress + 4);
    }

    [Fact]
    public void Without_the_APIC_the_pins_are_INTR_and_NMI()
    {
        using TestCpu cpu = new TestCpu().ProtectedMode(a =>
        {
            a.nop();
            a.hlt();
        }).Gate(2, Handler);
        cpu.Write(Handler, [0xF4]);
        cpu.Cpu.Apic!.Write(0x360, 4, 0x1_0400);
        cpu.Cpu.SetNmiPin(true);
        cpu.Run(1);
        cpu.Registers.Rip.ShouldBe(TestCpu.CodeAddress + 1u);
        cpu.Cpu.SetNmiPin(false);
        cpu.Cpu.TryWriteMsr(0x1B, Base).ShouldBeTrue();
        cpu.Cpu.SetNmiPin(true);
        cpu.Run(5);
        cpu.Registers.Rip.ShouldBe(Handler + 1u);
    }

    [Theory]
    [InlineData(Engine.Direct)]
    [InlineData(Engine.Recorded)]
    public void B01_a_replay_repeats_no_access_to_the_APIC(Engine engine)
    {
        using TestCpu cpu = new TestCpu(engine, Answers.Async).ProtectedMode(a =>
        {
            a.mov(esi, 0xD_0000);
            a.mov(edi, Base + 0x280);
            a.movsd();                                     // waits, then writes the error status register
            a.mov(esi, Base + 0x280);                      // and the other way: reads the APIC, then waits
            a.mov(edi, 0xD_0000);
            a.movsd();
            a.hlt();
        });
        TestDevice device = cpu.Mmio(0xD_0000);
        cpu.Cpu.Apic!.Read(0x3F0, 4);                      // an error, which one write of the register shows, and a second one would clear
        cpu.Run(10, device);
        cpu.Cpu.Apic.Read(0x280, 4).ShouldBe(0x80u);
        device.Log.ShouldBe(["r D0000/4", "w D0000/4=80"]);
    }

    private static ulong Read(TestCpu cpu)
    {
        cpu.Cpu.TryReadMsr(0x1B, out ulong value).ShouldBeTrue();
        return value;
    }
}
