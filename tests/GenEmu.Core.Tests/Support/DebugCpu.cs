using Iced.Intel;

namespace GenEmu.Core.Tests.Support;

/// <summary>A flat 32-bit vCPU whose #DB handler is the test: it notes the frame, clears DR6, and returns as IRET would.</summary>
internal sealed class DebugCpu : IDisposable
{
    public const uint Code = TestCpu.CodeAddress;
    private const uint Handler = 0x3100;

    public DebugCpu(Engine engine, Answers answers, Action<Assembler> code)
    {
        Test = new TestCpu(engine, answers).ProtectedMode(code).Gate(1, Handler).Gate(14, 0x3000).Gate(0x20, 0x3200).Gate(0x80, 0x3300);
        foreach (uint handler in (uint[])[0x3000, Handler, 0x3200, 0x3300])
        {
            Test.Write(handler, [0xF4]);
        }
    }

    public TestCpu Test { get; }

    public VcpuRegisters Registers => Test.Registers;

    public List<DebugTrap> Traps { get; } = [];

    /// <summary>Called at every trap, after it was noted.</summary>
    public Action<DebugTrap>? Trapped { get; set; }

    /// <summary>Arms a debug register: type 0 execute, 1 write, 2 I/O, 3 read or write; length 1, 2 or 4.</summary>
    public DebugCpu Arm(int register, ulong address, int type, int length, bool enabled = true)
    {
        Registers.SetDr(register, address);
        ulong control = (ulong)(type | ((length - 1) << 2)) << (16 + (4 * register));
        Registers.Dr7 |= control | (enabled ? 2UL << (2 * register) : 0);
        return this;
    }

    public DebugCpu SingleStep()
    {
        Registers.EFlags |= 0x100;
        return this;
    }

    /// <summary>Runs up to a number of steps, deliveries included, or to HLT outside the handler.</summary>
    public DebugCpu Run(int steps, params TestDevice[] devices)
    {
        for (int i = 0; i < steps; i++)
        {
            if (Test.Run(1, devices).Kind == VcpuStopKind.Halted)
            {
                break;
            }

            if (Registers.Rip == Handler)
            {
                Return();
            }
        }

        return this;
    }

    /// <summary>Runs a number of steps; a halt that a trap may end does not stop it.</summary>
    public void RunThroughHalts(int steps)
    {
        for (int i = 0; i < steps; i++)
        {
            Test.Run(1);
            if (Registers.Rip == Handler)
            {
                Return();
            }
        }
    }

    public void Dispose() => Test.Dispose();

    private void Return()
    {
        var sp = (long)Registers.Rsp;
        var trap = new DebugTrap(Test.ReadNumber(sp, 4), (uint)Test.ReadNumber(sp + 8, 4), (uint)Registers.Dr6 & 0xE00F);
        Traps.Add(trap);
        Registers.Dr6 = 0xFFFF0FF0;
        Registers.Rip = trap.Ip;
        Registers.Rsp += 12;
        Registers.EFlags = trap.Flags;
        Trapped?.Invoke(trap);
    }
}
