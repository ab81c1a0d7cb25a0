using GenEmu.Core.Debug;
using GenEmu.Core.Tests.Support;
using static Iced.Intel.AssemblerRegisters;

namespace GenEmu.Core.Tests.Rules;

/// <summary>What the host's data breakpoints take for a hit: rule C25.</summary>
public sealed class HostWatchTests
{
    private const uint Code = TestCpu.CodeAddress;

    [Theory]
    [InlineData(HostBreakpointKind.Read, new uint[] { 15, 31 })]
    [InlineData(HostBreakpointKind.Write, new uint[] { 10, 31 })]
    [InlineData(HostBreakpointKind.ReadWrite, new uint[] { 10, 15, 31 })]
    public void C25_Reads_writes_and_both_are_told_apart(HostBreakpointKind kind, uint[] stops)
    {
        foreach (Engine engine in Enum.GetValues<Engine>())
        {
            using TestCpu cpu = new TestCpu(engine, Answers.Immediate).ProtectedMode(a =>
            {
                a.mov(__dword_ptr[0x5000], 1);          // up to 10
                a.mov(eax, __dword_ptr[0x5000]);        // 15
                a.mov(__dword_ptr[0x5010], 2);          // 25: elsewhere
                a.inc(__dword_ptr[0x5000]);             // 31: both, and one stop
                a.hlt();
            });
            HostBreakpoint breakpoint = cpu.Cpu.HostDebug.Add(kind, 0x5003);

            foreach (uint stop in stops)
            {
                VcpuStop hit = cpu.Cpu.Run(100);
                (hit.Kind, hit.StartRip, hit.Debug!.Value.Breakpoint, hit.Debug.Value.Address).ShouldBe((VcpuStopKind.Debug, (ulong)Code + stop, breakpoint, 0x5000UL));
            }

            cpu.Cpu.Run(100).Kind.ShouldBe(VcpuStopKind.Halted);
        }
    }
}
