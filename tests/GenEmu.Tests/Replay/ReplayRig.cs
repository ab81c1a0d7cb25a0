using GenEmu.Tests.Support;
using Iced.Intel;
using static Iced.Intel.AssemblerRegisters;

namespace GenEmu.Tests.Replay;

/// <summary>A machine whose run is another one each time: everything that it reads, and when it is interrupted, depends on the host.</summary>
internal static class ReplayRig
{
    private const int Rounds = 20;

    /// <summary>The linear address of the program's counter of rounds.</summary>
    public const uint Counter = 0x500;

    public static (Machine Machine, HostPacedDevice Device) Create(bool recordOnly = false, int? delay = null, int cpus = 1, bool hurries = false, int rounds = Rounds)
    {
        var device = new HostPacedDevice(hurries);
        Machine machine = Rig.Create(
            a => Work(a, rounds),
            b =>
            {
                b.RecordOnly = recordOnly;
                b.DelaySeed = delay;
                b.Cpus(cpus);
            },
            device,
            new TestInterruptController());
        return (machine, device);
    }

    private static void Work(Assembler a, int rounds)
    {
        Label loop = a.CreateLabel();
        Label wait = a.CreateLabel();
        RealMode.Begin(a);
        RealMode.Handle(a, TestInterruptController.Vector, () => a.inc(bx));         // it counts
        a.mov(cx, (ushort)rounds);
        a.sti();
        a.Label(ref loop);
        foreach (byte port in (byte[])[HostPacedDevice.PlainPort, HostPacedDevice.OpenWorkPort, HostPacedDevice.DeadlinePort, HostPacedDevice.HastyPort, HostPacedDevice.ClockPort])
        {
            a.@in(ax, port);
            a.add(ax, bx);
            a.mov(si, cx);
            a.shl(si, 8);
            a.mov(__word_ptr[si + 0x2000 + (2 * port)], ax);
            a.@out(HostPacedDevice.TracePort, ax);
        }

        a.@out(HostPacedDevice.BackgroundPort, ax);
        a.mov(si, 100);
        a.Label(ref wait);
        a.dec(si);
        a.jnz(wait);
        a.hlt();
        a.inc(__word_ptr[Counter]);
        a.loop(loop);
        a.@out(Rig.StopPort, al);
    }
}
