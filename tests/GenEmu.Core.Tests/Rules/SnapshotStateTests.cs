using System.Reflection;
using GenEmu.Core.Cpu;
using GenEmu.Core.State;
using GenEmu.Core.Tests.Paths;
using GenEmu.Core.Tests.Support;
using GenEmu.Core.Units;
using static Iced.Intel.AssemblerRegisters;

namespace GenEmu.Core.Tests.Rules;

/// <summary>What a vCPU's snapshot holds: rules E2, E3, E7 and E9.</summary>
public sealed unsafe class SnapshotStateTests
{
    /// <summary>Every byte of the architectural state comes back: whoever adds a register and forgets it here fails.</summary>
    [Fact]
    public void E02_No_register_is_forgotten()
    {
        using var from = new TestCpu();
        using var to = new TestCpu();
        var random = new Random(7);
        var bytes = new Span<byte>(from.Cpu.State, PathState.Length);
        random.NextBytes(bytes);
        MakeValid(from.Cpu.State);
        byte[] expected = Comparable(from.Cpu.State);
        var bag = new StateBag();

        VcpuImage.Save(from.Cpu.State, bag);
        VcpuImage.Load(to.Cpu.State, bag);

        byte[] actual = Comparable(to.Cpu.State);
        foreach (FieldInfo field in typeof(VcpuState).GetFields())
        {
            int offset = (int)System.Runtime.InteropServices.Marshal.OffsetOf<VcpuState>(field.Name);
            if (offset < PathState.Length && field.Name is not (nameof(VcpuState.Iteration) or nameof(VcpuState.Zero)))
            {
                int next = typeof(VcpuState).GetFields().Select(f => (int)System.Runtime.InteropServices.Marshal.OffsetOf<VcpuState>(f.Name)).Where(o => o > offset).Min();
                actual.AsSpan(offset..next).SequenceEqual(expected.AsSpan(offset..next)).ShouldBeTrue(field.Name);
            }
        }
    }

    [Theory]
    [ClassData(typeof(Axes))]
    public void E07_A_snapshot_behind_STI_keeps_the_shadow(Engine engine, Answers answers)
    {
        using TestCpu cpu = new TestCpu(engine, answers).ProtectedMode(a =>
        {
            a.sti();
            a.nop();
            a.nop();
        }).Gate(0x40, 0x3000);
        cpu.Cpu.QueueInterrupt(0x40);
        cpu.Cpu.Run(1);

        using TestCpu other = Moved(cpu, engine, answers);

        other.Cpu.Run(1);
        other.Registers.Rip.ShouldBe(TestCpu.CodeAddress + 2UL);        // the instruction behind STI first
        other.Cpu.Run(1);
        other.Registers.Rip.ShouldBe(0x3000UL);
    }

    [Fact]
    public void E07_A_snapshot_in_SMM_keeps_a_latched_INIT()
    {
        using TestCpu cpu = new TestCpu().RealMode(a => a.nop());
        cpu.Write(0x3_8000, TestCpu.Assemble(16, a =>
        {
            a.nop();
            a.rsm();
        }));
        cpu.Cpu.RaiseSmi();
        cpu.Cpu.Run(2);
        cpu.Cpu.IsInSmm.ShouldBeTrue();
        cpu.Cpu.RaiseInit();

        using TestCpu other = Moved(cpu, Engine.Direct, Answers.Immediate);

        other.Cpu.IsInSmm.ShouldBeTrue();
        other.Cpu.Run(1);
        other.Cpu.IsInSmm.ShouldBeFalse();
        ulong epoch = other.Cpu.Epoch;
        other.Cpu.Run(1);
        other.Cpu.Epoch.ShouldBe(epoch + 1);                 // the INIT
    }

    [Theory]
    [ClassData(typeof(Engines))]
    public void E09_The_hosts_bank_and_the_pending_debug_word_are_part_of_it(Engine engine)
    {
        using TestCpu cpu = new TestCpu(engine).ProtectedMode(a =>
        {
            a.mov(__byte_ptr[0x5000], 1);
            a.nop();
            a.nop();
        }).Gate(1, 0x3000);
        cpu.Registers.SetDr(0, 0x5000);
        cpu.Registers.Dr7 = 0x0001_0001;                 // a byte, writes
        cpu.Cpu.HostDebug.Add(Debug.HostBreakpointKind.Execute, TestCpu.CodeAddress + 8);
        VcpuStop stop = cpu.Cpu.Run(1);
        (stop.PendingDebug & 1).ShouldBe(1u);

        using TestCpu other = Moved(cpu, engine, Answers.Immediate);

        other.Cpu.HostDebug.Breakpoints.Single().ToString().ShouldBe($"Execute {TestCpu.CodeAddress + 8:X}h/1");
        other.Cpu.Run(1);
        other.Registers.Rip.ShouldBe(0x3000UL);
        (other.Registers.Dr6 & 0xF).ShouldBe(1UL);
    }

    private static TestCpu Moved(TestCpu cpu, Engine engine, Answers answers)
    {
        var bag = new StateBag();
        cpu.Cpu.Save(bag);
        var other = new TestCpu(engine, answers);
        other.Write(0, cpu.Memory.System.Contents.ToArray());
        other.Cpu.Load(bag);
        return other;
    }

    private static void MakeValid(VcpuState* s)
    {
        s->Zero = 0;
        s->Cpl = 3;
        s->SystemFlags = (s->SystemFlags & ~EFlags.Arithmetic) | EFlags.Reserved1;
        s->Activity = VcpuActivity.Halted;
        s->Shadow = Shadow.Sti;
        (s->NmiMasked, s->InSmm, s->Unit.HasResult) = (true, true, true);
        s->Unit.Top = 5;
        Clear(&s->InSmm + 1, &s->SmBase);
        Clear(&s->SmBase + 1, &s->LastIo);
        Clear(&s->Unit.HasResult + 1, &s->Unit.Comparison);
        for (int i = 0; i < FloatState.Registers; i++)
        {
            X87Register value = (&s->Unit.R0)[i];
            (&s->Unit.R0)[i] = new X87Register { Significand = value.Significand, SignExponent = value.SignExponent };
        }

        for (SegmentCache* segment = &s->Es; segment <= &s->Tr; segment++)
        {
            segment->Update();
        }
    }

    /// <summary>What lies between members is none of the state.</summary>
    private static void Clear(void* from, void* to) => new Span<byte>(from, (int)((byte*)to - (byte*)from)).Clear();

    /// <summary>The flags may be written in other words.</summary>
    private static byte[] Comparable(VcpuState* s)
    {
        uint image = Core.Execution.LazyFlags.Image(s->Result, s->Carries);
        byte[] bytes = new ReadOnlySpan<byte>(s, PathState.Length).ToArray();
        BitConverter.GetBytes((ulong)image).CopyTo(bytes, (int)((byte*)&s->Result - (byte*)s));
        BitConverter.GetBytes(0UL).CopyTo(bytes, (int)((byte*)&s->Carries - (byte*)s));
        return bytes;
    }
}
