using Iced.Intel;
using static Iced.Intel.AssemblerRegisters;

namespace GenEmu.Tests.Support;

/// <summary>What a guest does with a <see cref="TickingDevice"/>.</summary>
internal static class TickingProgram
{
    private const int Rounds = 12;

    /// <summary>Reads, writes and waits while a timer interrupts; memory and code are written to as well.</summary>
    public static void Write(Assembler a)
    {
        Label loop = a.CreateLabel();
        RealMode.Begin(a);
        RealMode.Handle(a, TestInterruptController.Vector, () => a.inc(bx));         // it counts
        a.mov(cx, Rounds);
        a.sti();
        a.Label(ref loop);
        a.@in(ax, TickingDevice.CounterPort);
        a.add(ax, bx);
        a.mov(si, cx);
        a.shl(si, 8);
        a.mov(__word_ptr[si + 0x2000], ax);
        a.@out(TickingDevice.TracePort, ax);
        a.@in(ax, TickingDevice.SlowPort);
        a.@out(TickingDevice.TracePort, ax);
        a.loop(loop);
        a.@out(Rig.StopPort, al);
    }
}
