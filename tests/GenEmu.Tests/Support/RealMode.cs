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

    /// <summary>A data segment of 4 GiB from 0 on, segments at 0 and a stack; interrupts are off.</summary>
    public static void EnterUnreal(Assembler a)
    {
        const int Pointer = 0x6F8;
        const int Descriptor = 0x7BF8;
        a.cli();
        a.xor(ax, ax);
        a.mov(ss, ax);
        a.mov(ds, ax);
        a.mov(sp, Descriptor + 8);
        a.push(0x008F);
        a.push(unchecked((short)0x9300));
        a.push(0);
        a.push(unchecked((short)0xFFFF));
        a.mov(__word_ptr[Pointer], 15);
        a.mov(__dword_ptr[Pointer + 2], Descriptor - 8);
        a.lgdt(__[Pointer]);
        a.mov(eax, cr0);
        a.inc(ax);
        a.mov(cr0, eax);
        a.mov(bx, 8);
        a.mov(ds, bx);
        a.dec(ax);
        a.mov(cr0, eax);
        a.xor(bx, bx);
        a.mov(ds, bx);               // keeps the limit
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
