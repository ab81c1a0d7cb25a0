using GenEmu.Core.Tests.Support;

namespace GenEmu.Core.Tests.SystemLevel;

/// <summary>A task switch that has to wait for a device after its point of no return.</summary>
public sealed class TaskSwitchReplayTests
{
    private const ushort OldTss = 0x28;
    private const ushort NewTss = 0x30;
    private const ushort Ldt = 0x38;
    private const uint LdtAddress = 0xFEC0_0000;

    /// <summary>Rules B1 and B2: the new task's data segments are described in a device's memory, which is read when the old state is saved already.</summary>
    [Theory]
    [ClassData(typeof(Axes))]
    public void B01_A_task_switch_waits_for_a_descriptor_and_goes_on(Engine engine, Answers answers)
    {
        using TestCpu cpu = Prepare(engine, answers);
        TestDevice dev = cpu.Mmio(LdtAddress);
        dev.Queue(0x00CF93000000FFFF, 0x00CF13000000FFFF);          // ES's is good, DS's is not present

        cpu.Run(1, dev);

        dev.Log.ShouldBe(["r FEC00008/8", "r FEC00010/8"]);
        cpu.Registers.Rip.ShouldBe(0x3000UL);
        cpu.Registers.GetSegment(SegmentRegister.Tr).Selector.ShouldBe(NewTss);
        cpu.Registers.GetSegment(SegmentRegister.Es).Limit.ShouldBe(uint.MaxValue);
        cpu.ReadNumber((long)cpu.Registers.Rsp, 4).ShouldBe(0x14UL);          // the new task's #NP(DS)
        cpu.ReadNumber((long)cpu.Registers.Rsp + 4, 4).ShouldBe(0x5678UL);    // at its first instruction
        cpu.ReadNumber(0x5000 + 32, 4).ShouldBe(TestCpu.CodeAddress + 7UL);   // the old task goes on after the jump
        cpu.ReadNumber(0x5000 + 40, 4).ShouldBe(0x1111UL);
    }

    [Fact]
    public void B01_Nothing_of_a_task_switch_that_waits_is_to_be_seen()
    {
        using TestCpu cpu = Prepare(Engine.Direct, Answers.Async);
        cpu.Mmio(LdtAddress);

        cpu.Cpu.Run(1).Kind.ShouldBe(VcpuStopKind.IoPending);

        cpu.Registers.Rip.ShouldBe(TestCpu.CodeAddress);
        cpu.Registers.Rax.ShouldBe(0x1111UL);
        cpu.Registers.GetSegment(SegmentRegister.Tr).Selector.ShouldBe(OldTss);
        cpu.Registers.GetSegment(SegmentRegister.Ds).Selector.ShouldBe((ushort)16);
        (cpu.Registers.Cr0 & 8).ShouldBe(0UL);
    }

    private static TestCpu Prepare(Engine engine, Answers answers)
    {
        TestCpu cpu = new TestCpu(engine, answers).ProtectedMode(a => a.db(0xEA, 0, 0, 0, 0, (byte)NewTss, 0)).Gate(11, 0x3000);
        ulong[] more = [0x0000_8B00_5000_0067, 0x0000_8900_6000_0067, 0xFE00_82C0_0000_0FFF];
        cpu.Write(0x1000 + OldTss, [.. more.SelectMany(BitConverter.GetBytes)]);
        cpu.Registers.Gdt = (0x1000, Ldt + 7u);
        cpu.Registers.SetSegment(SegmentRegister.Tr, new SegmentValue(OldTss, 0x5000, 0x67, 0x8B));
        cpu.Registers.Rax = 0x1111;
        cpu.Write(0x6000, new TaskState { Eip = 0x5678, Cs = 8, Ss = 16, Es = 0x0C, Ds = 0x14, Ldt = Ldt, Esp = 0x9000 }.Wide());
        return cpu;
    }
}
