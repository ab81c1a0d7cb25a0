using GenEmu.Abstractions;
using GenEmu.Core.Tests.Support;
using static Iced.Intel.AssemblerRegisters;

namespace GenEmu.Core.Tests.Models;

/// <summary>Which model-specific registers there are, and what they accept.</summary>
public class ModelSpecificRegisterTests
{
    [Theory]
    [InlineData(0x277, 0x0007_0406_0007_0406)]      // PAT
    [InlineData(0xFE, 0x508)]                       // MTRRcap
    [InlineData(0x2FF, 0)]
    [InlineData(0x200, 0)]
    [InlineData(0x20F, 0)]
    [InlineData(0x250, 0)]
    [InlineData(0x259, 0)]
    [InlineData(0x26F, 0)]
    [InlineData(0x17, 0)]
    [InlineData(0x8B, 0x20_0000_0000)]
    [InlineData(0x1A0, 0x1801)]
    [InlineData(0x1D9, 0)]
    [InlineData(0x174, 0)]
    [InlineData(0xC0000080, 0)]
    public void RESET_values(uint index, ulong expected)
    {
        using TestCpu cpu = new();
        cpu.Cpu.TryReadMsr(index, out ulong value).ShouldBeTrue();
        value.ShouldBe(expected);
    }

    [Theory]
    [InlineData(0x277, 0x0706_0504_0100_0706)]
    [InlineData(0x200, 0xF_FFFF_F006)]
    [InlineData(0x201, 0xF_FFFF_F800)]
    [InlineData(0x20E, 0x1)]
    [InlineData(0x250, 0x0605_0401_0006_0504)]
    [InlineData(0x268, 0x0606_0606_0606_0606)]
    [InlineData(0x2FF, 0xC06)]
    [InlineData(0xC0000080, 0x800)]
    [InlineData(0x1A0, 0x1800)]
    public void Valid_values_are_kept(uint index, ulong value)
    {
        using TestCpu cpu = new();
        cpu.Cpu.TryWriteMsr(index, value).ShouldBeTrue();
        cpu.Cpu.TryReadMsr(index, out ulong read).ShouldBeTrue();
        read.ShouldBe(value);
    }

    [Theory]
    [InlineData(0x277, 0x02)]                       // PAT: types 2 and 3 are reserved
    [InlineData(0x277, 0x0300_0000_0000_0000)]
    [InlineData(0x277, 0x08)]
    [InlineData(0xFE, 0x508)]                       // read-only
    [InlineData(0x200, 0x106)]
    [InlineData(0x200, 0x10_0000_0006)]
    [InlineData(0x200, 2)]
    [InlineData(0x200, 7)]                          // UC- exists in the PAT only
    [InlineData(0x201, 0x400)]
    [InlineData(0x201, 0x10_0000_0800)]
    [InlineData(0x250, 0x07)]
    [InlineData(0x26F, 0x0200_0000_0000_0000)]
    [InlineData(0x2FF, 0x100)]
    [InlineData(0x2FF, 0x802)]
    [InlineData(0xC0000080, 0x801)]                 // SYSCALL and long mode are not there
    [InlineData(0xC0000080, 0x100)]
    [InlineData(0x1A0, 1UL << 34)]
    [InlineData(0x210, 0)]                          // a ninth range
    [InlineData(0x251, 0)]
    [InlineData(0x270, 0)]
    [InlineData(0x17, 0)]
    [InlineData(0x1234, 0)]
    public void Invalid_values_and_unknown_registers_are_refused_and_change_nothing(uint index, ulong value)
    {
        using TestCpu cpu = new();
        bool known = cpu.Cpu.TryReadMsr(index, out ulong before);
        cpu.Cpu.TryWriteMsr(index, value).ShouldBeFalse();
        cpu.Cpu.TryReadMsr(index, out ulong after).ShouldBe(known);
        after.ShouldBe(before);
    }

    [Theory]
    [InlineData("486", 0x10u)]
    [InlineData("pentium", 0x174u)]
    [InlineData("pentium", 0x277u)]
    [InlineData("pentium", 0xFEu)]
    [InlineData("pentium", 0x1D9u)]
    [InlineData("pentium3", 0xC0000080u)]
    [InlineData("pentium3", 0x1A0u)]
    public void A_model_lacks_the_registers_of_later_ones(string model, uint index)
    {
        using TestCpu cpu = new(model: CpuModelTests.Model(model));
        cpu.Cpu.TryReadMsr(index, out _).ShouldBeFalse();
        cpu.Cpu.TryWriteMsr(index, 0).ShouldBeFalse();
    }

    [Theory]
    [InlineData(Engine.Direct)]
    [InlineData(Engine.Recorded)]
    public void An_unknown_register_is_a_general_protection_fault(Engine engine)
    {
        using TestCpu cpu = CpuModelTests.Real(CpuModelTests.Model("pentium-m"), a =>
        {
            a.mov(ecx, 0x1234);
            a.rdmsr();
        }, engine);
        cpu.Run(100);
        cpu.Registers.Rip.ShouldBe(0x0600u + 13 + 1);
    }

    [Fact]
    public void A14_INIT_keeps_the_registers_and_RESET_does_not()
    {
        using TestCpu cpu = new();
        cpu.Cpu.TryWriteMsr(0x2FF, 0xC06).ShouldBeTrue();
        cpu.Cpu.TryWriteMsr(0x277, 0).ShouldBeTrue();
        cpu.Cpu.TryWriteMsr(0xC0000080, 0x800).ShouldBeTrue();

        cpu.Cpu.Reset(ResetKind.Init);
        Read(cpu, 0x2FF).ShouldBe(0xC06ul);
        Read(cpu, 0x277).ShouldBe(0ul);
        Read(cpu, 0xC0000080).ShouldBe(0x800ul);

        cpu.Cpu.Reset(ResetKind.Hard);
        Read(cpu, 0x2FF).ShouldBe(0ul);
        Read(cpu, 0x277).ShouldBe(0x0007_0406_0007_0406ul);
        Read(cpu, 0xC0000080).ShouldBe(0ul);
    }

    [Fact]
    public void The_state_that_is_compared_holds_the_registers()
    {
        byte[] before = State();
        State(0x26F, 6).ShouldNotBe(before);
        State(0x20F, 0x800).ShouldNotBe(before);
        State(0x277, 0).ShouldNotBe(before);
        State(0xC0000080, 0x800).ShouldNotBe(before);
        State(0x1A0, 0x1800).ShouldNotBe(before);
    }

    private static byte[] State(uint index = 0x2FF, ulong value = 0)
    {
        using TestCpu cpu = new();
        cpu.Cpu.TryWriteMsr(index, value).ShouldBeTrue();
        var all = new List<byte>();
        cpu.Cpu.Describe(piece => all.AddRange(piece));
        return [.. all];
    }

    private static ulong Read(TestCpu cpu, uint index)
    {
        cpu.Cpu.TryReadMsr(index, out ulong value).ShouldBeTrue();
        return value;
    }
}
