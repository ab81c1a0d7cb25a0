using GenEmu.Tests.Support;
using Iced.Intel;
using static Iced.Intel.AssemblerRegisters;

namespace GenEmu.Cli.Tests.Support;

/// <summary>A conformance program for pc-testdev's interrupt lines: each check compares a number in memory, and ends the run with the check's number if it is another.</summary>
internal sealed class InterruptLineGuest(Assembler a)
{
    public const int AllPassed = 100;

    private const ushort ExitPort = 0xF4;
    private const ushort LinePort = 0x2000;          // one port a line
    private const int PirqB = 17;                    // the line of that port, and its pin
    private const uint LocalApic = 0xFEE0_0000;
    private const uint IoApic = 0xFEC0_0000;
    private const uint TestMemory = 0xFF00_0000;
    private const uint Masked = 1 << 16;
    private const uint LevelTriggered = 1 << 15;

    // Variables.
    private const int Stay = 0x500;                  // how many more times a level handler leaves its line high
    private const int Found = 0x504;
    private const int LogEnd = 0x508;                // where the next vector is noted
    private const int Log = 0x520;
    private const int Counts = 0x600;                // a doubleword a vector

    private const byte MasterVector = 0x08;
    private const byte SlaveVector = 0x70;
    private const byte EdgeVector = 0x45;
    private const byte HigherVector = 0x56;
    private const byte LevelVector = 0x67;

    private int _checks;

    /// <summary>Edges, a level-triggered line by ELCR, and a line of the second controller.</summary>
    public static void TestPics(InterruptLineGuest g)
    {
        g.InitializePics();
        g.Handle(MasterVector + 5, g.EndAtPics);
        g.Handle(SlaveVector + 4, g.EndAtPics);

        g.Set(5, true);
        g.Expect(MasterVector + 5, 1);
        g.Expect(MasterVector + 5, 1);               // high is no edge
        g.Set(5, false);
        g.Expect(MasterVector + 5, 1);
        g.Set(5, true);
        g.Expect(MasterVector + 5, 2);
        g.Set(5, false);

        g.Set(12, true);
        g.Expect(SlaveVector + 4, 1);
        g.Set(12, false);
        g.Set(12, true);
        g.Expect(SlaveVector + 4, 2);
        g.Set(12, false);

        g.ClearLog();                                // of two that wait, IRQ 5 comes after IRQ 12, which is at the first one's IRQ 2
        g.Set(5, true);
        g.Set(12, true);
        g.Window();
        g.ExpectLog(SlaveVector + 4, MasterVector + 5);
        g.Set(5, false);
        g.Set(12, false);

        g.Out(0x21, 0xFF & ~(1 << 2));                // masked, then not: an edge is kept
        g.Set(5, true);
        g.Expect(MasterVector + 5, 3);
        g.Out(0x21, 0xFF & ~((1 << 2) | (1 << 5)));
        g.Expect(MasterVector + 5, 4);
        g.Set(5, false);

        g.Out16(0x4D0, 1 << 5);                      // ELCR
        g.Handle(MasterVector + 5, () => g.LeaveOrLower(5, g.EndAtPics));
        g.StayHigh(3);
        g.Set(5, true);
        g.Expect(MasterVector + 5, 7);               // again after each end, until the line is low
    }

    /// <summary>Pin 5 by edges, pin 17 (PIRQB) by level.</summary>
    public static void TestIoApic(InterruptLineGuest g)
    {
        g.Out(0x21, 0xFF);
        g.Out(0xA1, 0xFF);
        g.EnableLocalApic();
        g.Handle(EdgeVector, g.EndAtApic);
        g.Handle(HigherVector, g.EndAtApic);
        g.Handle(LevelVector, () => g.LeaveOrLower(PirqB, g.EndAtApic));
        g.SetPin(5, EdgeVector);
        g.SetPin(6, HigherVector);
        g.SetPin(PirqB, LevelVector | LevelTriggered);

        g.Set(5, true);
        g.Expect(EdgeVector, 1);
        g.Expect(EdgeVector, 1);
        g.Set(5, false);
        g.Expect(EdgeVector, 1);
        for (int i = 0; i < 3; i++)                  // edges that come while one waits are one interrupt
        {
            g.Set(5, true);
            g.Set(5, false);
        }

        g.Expect(EdgeVector, 2);

        g.ClearLog();
        g.Set(5, true);
        g.Set(6, true);
        g.Window();
        g.ExpectLog(HigherVector, EdgeVector);
        g.Set(5, false);
        g.Set(6, false);

        g.SetPin(5, EdgeVector | Masked);            // an edge at a masked pin is lost
        g.Set(5, true);
        g.Expect(EdgeVector, 3);
        g.SetPin(5, EdgeVector);
        g.Expect(EdgeVector, 3);
        g.Set(5, false);

        g.StayHigh(1);
        g.Set(PirqB, true);
        g.Expect(LevelVector, 1);
        g.ExpectTriggerMode(LevelVector, true);
        g.ExpectTriggerMode(EdgeVector, false);
        g.StayHigh(3);
        g.Set(PirqB, true);
        g.Expect(LevelVector, 4);                    // again after each end, until the line is low
        g.SetPin(PirqB, LevelVector | LevelTriggered | Masked);
        g.StayHigh(1);
        g.Set(PirqB, true);
        g.Expect(LevelVector, 4);                    // a level at a masked pin waits
        g.SetPin(PirqB, LevelVector | LevelTriggered);
        g.Expect(LevelVector, 5);
        g.SetPin(PirqB, LevelVector | LevelTriggered | Masked);
        g.Set(PirqB, true);
        g.Set(PirqB, false);
        g.SetPin(PirqB, LevelVector | LevelTriggered);
        g.Expect(LevelVector, 5);                    // unless it goes before
    }

    /// <summary>The doubleword at E0h and the 64 KiB of memory, at all widths.</summary>
    public static void TestStorage(InterruptLineGuest g) => g.WriteAndReadStorage();

    public void Begin() => RealMode.EnterUnreal(a);

    public void End() => Exit(AllPassed);

    private void Exit(int number)
    {
        a.mov(al, (byte)number);
        a.@out((byte)ExitPort, al);
        a.hlt();
    }

    private void InitializePics()
    {
        foreach ((int port, int value) in (ReadOnlySpan<(int, int)>)
            [(0x20, 0x11), (0x21, MasterVector), (0x21, 4), (0x21, 1), (0xA0, 0x11), (0xA1, SlaveVector), (0xA1, 2), (0xA1, 1), (0x21, 0xFF & ~((1 << 2) | (1 << 5))), (0xA1, 0xFF & ~(1 << 4))])
        {
            Out(port, value);
        }
    }

    private void EnableLocalApic()
    {
        a.mov(edi, LocalApic);
        a.mov(__dword_ptr[edi + 0xF0], 0x1FF);
    }

    /// <summary>Writes a pin's entry: to the first processor, fixed.</summary>
    private void SetPin(int pin, uint low)
    {
        a.mov(edi, IoApic);
        a.mov(__dword_ptr[edi], 0x11 + (2 * pin));
        a.mov(__dword_ptr[edi + 0x10], 0);
        a.mov(__dword_ptr[edi], 0x10 + (2 * pin));
        a.mov(__dword_ptr[edi + 0x10], low);
    }

    /// <summary>Raises or lowers a line.</summary>
    private void Set(int line, bool high) => Out(LinePort + line, high ? 1 : 0);

    private void Out(int port, int value)
    {
        a.mov(dx, (ushort)port);
        a.mov(al, (byte)value);
        a.@out(dx, al);
    }

    private void Out16(int port, int value)
    {
        a.mov(dx, (ushort)port);
        a.mov(ax, (ushort)value);
        a.@out(dx, ax);
    }

    /// <summary>Points a vector at a handler that counts, notes the vector, and then does <paramref name="rest"/>.</summary>
    private void Handle(int vector, Action rest)
    {
        Label over = a.CreateLabel();
        a.call(over);                                // its return address is where the handler begins
        a.pushad();
        a.inc(__dword_ptr[Counts + (4 * vector)]);
        a.mov(bx, __word_ptr[LogEnd]);
        a.mov(__byte_ptr[bx], (byte)vector);
        a.inc(__word_ptr[LogEnd]);
        rest();
        a.popad();
        a.iret();
        a.Label(ref over);
        a.pop(__word_ptr[vector * 4]);
        a.mov(__word_ptr[(vector * 4) + 2], cs);
    }

    private void EndAtPics()
    {
        Out(0xA0, 0x20);
        Out(0x20, 0x20);
    }

    private void EndAtApic()
    {
        a.mov(edi, LocalApic);
        a.mov(__dword_ptr[edi + 0xB0], 0);
    }

    /// <summary>In a handler: lowers the line when it has been left high as often as was wanted; then the interrupt's end.</summary>
    private void LeaveOrLower(int line, Action end)
    {
        Label leave = a.CreateLabel();
        a.dec(__dword_ptr[Stay]);
        a.jnz(leave);
        Set(line, false);
        a.Label(ref leave);
        a.nop();
        end();
    }

    private void StayHigh(int interrupts) => a.mov(__dword_ptr[Stay], interrupts);

    private void ClearLog() => a.mov(__word_ptr[LogEnd], (short)Log);

    /// <summary>Lets interrupts in.</summary>
    private void Window()
    {
        a.sti();
        a.nop();
        a.nop();
        a.cli();
    }

    /// <summary>Lets interrupts in; then a vector must have come so often in all.</summary>
    private void Expect(int vector, int count)
    {
        Window();
        Check(Counts + (4 * vector), (uint)count);
        ClearLog();
    }

    /// <summary>The two vectors must have come in this order.</summary>
    private void ExpectLog(int first, int second)
    {
        a.movzx(eax, __word_ptr[Log]);
        a.mov(__dword_ptr[Found], eax);
        Check(Found, (uint)(first | (second << 8)));
    }

    /// <summary>The local APIC's trigger mode register must have a vector's bit set or clear.</summary>
    private void ExpectTriggerMode(int vector, bool level)
    {
        a.mov(edi, LocalApic);
        a.mov(eax, __dword_ptr[edi + 0x180 + (0x10 * (vector / 32))]);
        a.and(eax, 1 << (vector % 32));
        a.mov(__dword_ptr[Found], eax);
        Check(Found, level ? 1u << (vector % 32) : 0);
    }

    private void Check(int address, uint expected)
    {
        _checks++;
        Label good = a.CreateLabel();
        a.cmp(__dword_ptr[address], expected);
        a.je(good);
        Exit(_checks);
        a.Label(ref good);
        a.nop();
    }

    private void WriteAndReadStorage()
    {
        a.mov(eax, 0x1234_5678);
        a.@out(0xE0, eax);
        Out(0xE9, 0xAA);
        a.xor(eax, eax);
        a.@in(ax, 0xE0);
        a.shl(eax, 16);
        a.@in(al, 0xEB);
        a.mov(__dword_ptr[Found], eax);
        Check(Found, 0xAA78_0012);
        a.mov(edi, TestMemory);
        a.mov(__dword_ptr[edi + 0xFFFC], 0x1122_3344);
        a.mov(__byte_ptr[edi + 0xFFFD], 0xAA);
        a.mov(__word_ptr[edi + 0xFFFE], 0x5566);
        a.mov(eax, __dword_ptr[edi + 0xFFFC]);
        a.mov(__dword_ptr[Found], eax);
        Check(Found, 0x5566_AA44);
        a.movzx(eax, __word_ptr[edi + 0xFFFD]);
        a.mov(__dword_ptr[Found], eax);
        Check(Found, 0x66AA);
    }
}
