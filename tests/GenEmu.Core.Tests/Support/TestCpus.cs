using GenEmu.Abstractions;
using GenEmu.Core.Io;
using GenEmu.Core.Memory;
using Iced.Intel;

namespace GenEmu.Core.Tests.Support;

/// <summary>Two vCPUs over the memory and the devices of a <see cref="TestCpu"/>, which is the first of them.</summary>
internal sealed class TestCpus : IDisposable
{
    /// <summary>Where the second vCPU's code is put.</summary>
    public const uint OtherCodeAddress = 0x6000;

    public TestCpus(Engine engine = Engine.Direct, Answers answers = Answers.Immediate)
    {
        First = new TestCpu(engine, answers);
        Other = new Vcpu(First.Memory, First.Bus, index: 1) { RecordOnly = engine == Engine.Recorded };
        Other.FuseAfter = engine == Engine.Fused ? 1 : Other.FuseAfter;
        First.Memory.TranslationsInvalid = () =>
        {
            First.Cpu.FlushTranslations();
            Other.FlushTranslations();
        };
    }

    public TestCpu First { get; }

    /// <summary>The second vCPU; it waits to be started.</summary>
    public Vcpu Other { get; }

    /// <summary>Starts the second vCPU at 0600:0000; its data segment starts at 0 and reaches 4 GiB.</summary>
    public TestCpus StartOther(Action<Assembler> code)
    {
        First.Write(OtherCodeAddress, [0x90, .. TestCpu.Assemble(16, code, 1)]);
        Other.RaiseStartup((byte)(OtherCodeAddress >> 12));
        Other.Run(1).Kind.ShouldBe(VcpuStopKind.Budget);            // a NOP, so that it has started
        Other.Registers.SetSegment(SegmentRegister.Ds, new SegmentValue(0, 0, uint.MaxValue, 0x8093));
        return this;
    }

    /// <summary>Runs the second vCPU a number of instructions to their end; a device that waits is released.</summary>
    public void RunOther(long budget, TestDevice device)
    {
        long end = Other.InstructionCount + budget;
        while (Other.Run(end - Other.InstructionCount).Kind == VcpuStopKind.IoPending)
        {
            device.Release();
        }
    }

    public void Dispose()
    {
        Other.Dispose();
        First.Dispose();
    }
}
