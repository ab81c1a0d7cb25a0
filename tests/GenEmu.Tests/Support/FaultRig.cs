using GenEmu.Abstractions;
using Iced.Intel;
using static Iced.Intel.AssemblerRegisters;

namespace GenEmu.Tests.Support;

/// <summary>A machine with one device that misbehaves, called <c>culprit</c>, and a guest that reads port 10h and stops with what it got.</summary>
internal static class FaultRig
{
    public const int Port = 0x10;

    public static readonly TimeSpan Watchdog = TimeSpan.FromMilliseconds(500);

    /// <summary>The guest reads the port once and stops with the value.</summary>
    public static void ReadOnce(Assembler a)
    {
        a.@in(al, Port);
        a.@out(Rig.StopPort, al);
    }

    /// <summary>The guest writes the port once and stops with 5Ah.</summary>
    public static void WriteOnce(Assembler a)
    {
        a.mov(al, 0x5A);
        a.@out(Port, al);
        for (int i = 0; i < 20; i++)
        {
            a.nop();
        }

        a.@out(Rig.StopPort, al);
    }

    /// <summary>The guest goes round for ever.</summary>
    public static void Spin(Assembler a)
    {
        Label here = a.CreateLabel();
        a.Label(ref here);
        a.jmp(here);
    }

    /// <summary>The guest halts with interrupts off.</summary>
    public static void Halt(Assembler a) => a.hlt();

    public static Machine Create(IDevice culprit, Action<Assembler>? program = null, Action<MachineBuilder>? configure = null)
        => Rig.Create(
            program ?? ReadOnce,
            b =>
            {
                b.Add(culprit, "culprit");
                b.Watchdog = Watchdog;
                configure?.Invoke(b);
            });
}
