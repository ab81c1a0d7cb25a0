using Iced.Intel;
using static Iced.Intel.AssemblerRegisters;

namespace GenEmu.Tests.Support;

/// <summary>What guests in real mode begin with.</summary>
internal static class RealMode
{
    /// <summary>Segments at 0, and a stack.</summary>
    public static void Begin(Assembler a)
    {
        a.xor(ax, ax);
        a.mov(ds, ax);
        a.mov(ss, ax);
        a.mov(sp, 0x1000);
    }

    /// <summary>Points a vector at a handler.</summary>
    public static void Handle(Assembler a, int vector, Action body)
    {
        Label over = a.CreateLabel();
        a.call(over);                // its return address is where the handler begins
        body();
        a.iret();
        a.Label(ref over);
        a.pop(__word_ptr[vector * 4]);
        a.mov(__word_ptr[(vector * 4) + 2], 0xF000);
    }
}
