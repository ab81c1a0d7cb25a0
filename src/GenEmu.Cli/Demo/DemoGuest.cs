using Iced.Intel;
using static Iced.Intel.AssemblerRegisters;

namespace GenEmu.Cli.Demo;

/// <summary>The guest that <c>genemu run</c> boots when it is given nothing: a ROM of our own, assembled here.</summary>
/// <remarks>
/// It programs a text mode, the interrupt controllers and the timer, talks to the Echo device at once and with waiting, takes timer and device
/// interrupts, prints what it saw on screen and on COM1, and switches the machine off through port 8900h; a surprise ends through port F4h.
/// </remarks>
internal sealed class DemoGuest
{
    private const int RomSize = 0x10000;
    private const int ResetVector = 0xFFF0;
    private const ushort RomSegment = 0xF000;

    // Variables, in the BIOS data area.
    private const int Ticks = 0x500;
    private const int EchoInterrupts = 0x502;
    private const int Cursor = 0x504;
    private const int Failed = 0x506;

    private const int EchoPort = 0x5E0;
    private const byte TimerVector = 0x08;
    private const byte EchoVector = 0x72;        // IRQ10: the slave's third line
    private const byte WantedTicks = 10;
    private const byte Pattern = 0x5A;

    private readonly Assembler _a = new(16);
    private Label _putc;
    private Label _puts;
    private Label _puthex;
    private Label _check;
    private Label _tickHandler;
    private Label _echoHandler;

    private DemoGuest()
    {
        _putc = _a.CreateLabel();
        _puts = _a.CreateLabel();
        _puthex = _a.CreateLabel();
        _check = _a.CreateLabel();
        _tickHandler = _a.CreateLabel();
        _echoHandler = _a.CreateLabel();
    }

    /// <summary>The last line that the guest prints on COM1 when all went well.</summary>
    public static string LastLine => "All is well.";

    /// <summary>Assembles the ROM: 64 KiB that end at 4 GiB.</summary>
    /// <returns>Its bytes.</returns>
    public static byte[] Build()
    {
        var rom = new byte[RomSize];
        Array.Fill(rom, (byte)0xF4);
        new DemoGuest().Assemble(0).CopyTo(rom, 0);
        byte[] jump = [0xEA, 0, 0, RomSegment & 0xFF, RomSegment >> 8];        // JMP F000:0000
        jump.CopyTo(rom, ResetVector);
        return rom;
    }

    private byte[] Assemble(ulong address)
    {
        Start();
        Screen();
        Interrupts();
        TalkToEcho();
        WaitForTicks();
        Finish();
        Subroutines();
        using var stream = new MemoryStream();
        _a.Assemble(new StreamCodeWriter(stream), address);
        return stream.ToArray();
    }

    private void Start()
    {
        _a.cli();
        _a.cld();
        _a.xor(ax, ax);
        _a.mov(ds, ax);
        _a.mov(ss, ax);
        _a.mov(sp, 0x7000);
        _a.mov(__word_ptr[Ticks], 0);
        _a.mov(__word_ptr[EchoInterrupts], 0);
        _a.mov(__word_ptr[Cursor], 0);
        _a.mov(__byte_ptr[Failed], 0);
    }

    private void Screen()
    {
        OutByte(0x3C2, 0x67);                    // colour addresses, 28 MHz, 400 lines
        Indexed(0x3C4, VgaTextMode.Sequencer);
        OutWord(0x3D4, 0x0011);                  // CRTC registers 0 to 7 are protected until bit 7 of register 11h is clear
        Indexed(0x3D4, VgaTextMode.Crtc);
        Indexed(0x3CE, VgaTextMode.Graphics);
        _a.mov(dx, 0x3DA);
        _a.@in(al, dx);                          // the attribute controller's flip-flop: index next
        _a.mov(dx, 0x3C0);
        for (int i = 0; i < VgaTextMode.Attribute.Length; i++)
        {
            Out(dx, (byte)i);
            Out(dx, VgaTextMode.Attribute[i]);
        }

        Out(dx, 0x20);                           // the palette belongs to the display again
        _a.mov(ax, 0xB800);
        _a.mov(es, ax);
        _a.xor(di, di);
        _a.mov(ax, 0x1F20);                      // white on blue
        _a.mov(cx, 80 * 25);
        _a.rep.stosw();
        Print("GenEmu: an x86 PC in .NET\r\n\r\n");
    }

    private void Interrupts()
    {
        SetVector(TimerVector, _tickHandler);
        SetVector(EchoVector, _echoHandler);
        foreach ((int port, byte vector, byte cascade) in (ReadOnlySpan<(int, byte, byte)>)[(0x20, 0x08, 4), (0xA0, 0x70, 2)])
        {
            OutByte(port, 0x11);                 // ICW1: edge, cascade, ICW4 follows
            OutByte(port + 1, vector);
            OutByte(port + 1, cascade);
            OutByte(port + 1, 1);                // ICW4: 8086 mode
        }

        OutByte(0x21, 0xFA);                     // IRQ0 and the cascade
        OutByte(0xA1, 0xFB);                     // IRQ10
        OutByte(0x43, 0x34);                     // counter 0, rate generator
        OutByte(0x40, 11932 & 0xFF);             // 100 Hz
        OutByte(0x40, 11932 >> 8);
        _a.sti();
    }

    private void TalkToEcho()
    {
        Print("Echo, at once:    ");
        OutByte(EchoPort, Pattern);
        _a.@in(al, dx);
        _a.call(_check);
        Print("Echo, waiting:    ");
        OutByte(EchoPort + 1, unchecked((byte)~Pattern));
        _a.@in(al, dx);
        _a.call(_check);
        Print("Echo, interrupt:  ");
        OutByte(EchoPort + 2, 1);
        Label wait = _a.CreateLabel();
        _a.Label(ref wait);
        _a.mov(al, __byte_ptr[EchoInterrupts]);
        _a.test(al, al);
        _a.je(wait);
        _a.call(_puthex);
        Print("\r\n");
    }

    private void WaitForTicks()
    {
        Print("Timer interrupts: ");
        Label wait = _a.CreateLabel();
        _a.Label(ref wait);
        _a.hlt();
        _a.mov(al, __byte_ptr[Ticks]);
        _a.cmp(al, WantedTicks);
        _a.jb(wait);
        _a.cli();
        _a.mov(al, WantedTicks);
        _a.call(_puthex);
        Print("\r\n");
    }

    private void Finish()
    {
        Label bad = _a.CreateLabel();
        Label halt = _a.CreateLabel();
        _a.cmp(__byte_ptr[Failed], 0);
        _a.jne(bad);
        Print(LastLine + "\r\n");
        _a.mov(dx, 0x8900);
        foreach (char c in "Shutdown")
        {
            Out(dx, (byte)c);
        }

        _a.Label(ref bad);
        Print("Something went wrong.\r\n");
        OutByte(0xF4, 1);                        // exit status 3
        _a.Label(ref halt);
        _a.hlt();
        _a.jmp(halt);
    }

    private void Subroutines()
    {
        // The byte in AL on screen and on COM1.
        _a.Label(ref _putc);
        _a.pusha();
        _a.mov(dx, 0x3F8);
        _a.@out(dx, al);
        Label newLine = _a.CreateLabel();
        Label done = _a.CreateLabel();
        _a.cmp(al, 13);
        _a.je(done);
        _a.cmp(al, 10);
        _a.je(newLine);
        _a.mov(di, __word_ptr[Cursor]);
        _a.mov(ah, 0x1F);
        _a.stosw();
        _a.mov(__word_ptr[Cursor], di);
        _a.jmp(done);
        _a.Label(ref newLine);
        _a.mov(ax, __word_ptr[Cursor]);
        _a.mov(bl, 160);
        _a.div(bl);
        _a.inc(al);
        _a.mul(bl);
        _a.mov(__word_ptr[Cursor], ax);
        _a.Label(ref done);
        _a.popa();
        _a.ret();

        // The string behind the call, up to a zero byte; execution goes on after it.
        _a.Label(ref _puts);
        _a.pop(si);
        Label next = _a.CreateLabel();
        Label end = _a.CreateLabel();
        _a.Label(ref next);
        _a.mov(al, __byte_ptr.cs[si]);
        _a.inc(si);
        _a.test(al, al);
        _a.je(end);
        _a.call(_putc);
        _a.jmp(next);
        _a.Label(ref end);
        _a.jmp(si);

        HexSubroutine();
        CheckSubroutine();
        Handlers();
    }

    private void HexSubroutine()
    {
        Label digit = _a.CreateLabel();
        _a.Label(ref _puthex);
        _a.push(ax);
        _a.shr(al, 4);
        _a.call(digit);
        _a.pop(ax);
        _a.and(al, 15);
        _a.Label(ref digit);
        _a.cmp(al, 10);                          // AL < 10 gives carry; the next two lines turn a nibble into its digit
        _a.sbb(al, 0x69);
        _a.das();
        _a.jmp(_putc);
    }

    private void CheckSubroutine()
    {
        Label good = _a.CreateLabel();
        Label end = _a.CreateLabel();
        _a.Label(ref _check);
        _a.push(ax);
        _a.call(_puthex);
        _a.pop(ax);
        _a.cmp(al, Pattern);
        _a.je(good);
        _a.mov(__byte_ptr[Failed], 1);
        Print(" WRONG\r\n");
        _a.jmp(end);
        _a.Label(ref good);
        Print(" right\r\n");
        _a.Label(ref end);
        _a.ret();
    }

    private void Handlers()
    {
        _a.Label(ref _tickHandler);
        _a.push(ax);
        _a.inc(__word_ptr[Ticks]);
        _a.mov(al, 0x20);                        // end of interrupt
        _a.@out(0x20, al);
        _a.pop(ax);
        _a.iret();

        _a.Label(ref _echoHandler);
        _a.push(ax);
        _a.push(dx);
        _a.mov(dx, EchoPort + 2);
        _a.@in(al, dx);                          // lowers the wire
        _a.inc(__word_ptr[EchoInterrupts]);
        _a.mov(al, 0x20);
        _a.@out(0xA0, al);
        _a.@out(0x20, al);
        _a.pop(dx);
        _a.pop(ax);
        _a.iret();
    }

    private void Print(string text)
    {
        _a.call(_puts);
        _a.db(System.Text.Encoding.ASCII.GetBytes(text + "\0"));
    }

    private void SetVector(byte vector, Label handler)
    {
        // 16-bit code has no way to load a label's address but to call over it: the jump there is the entry that the vector points to.
        Label over = _a.CreateLabel();
        _a.call(over);
        _a.jmp(handler);
        _a.Label(ref over);
        _a.pop(ax);
        _a.mov(__word_ptr[vector * 4], ax);
        _a.mov(__word_ptr[(vector * 4) + 2], RomSegment);
    }

    private void OutByte(int port, byte value)
    {
        _a.mov(dx, (ushort)port);
        Out(dx, value);
    }

    private void OutWord(int port, ushort value)
    {
        _a.mov(dx, (ushort)port);
        _a.mov(ax, value);
        _a.@out(dx, ax);
    }

    private void Out(AssemblerRegister16 port, byte value)
    {
        _a.mov(al, value);
        _a.@out(port, al);
    }

    /// <summary>Index and data registers side by side take a word at a time.</summary>
    private void Indexed(int port, ReadOnlySpan<byte> values)
    {
        for (int i = 0; i < values.Length; i++)
        {
            OutWord(port, (ushort)(i | (values[i] << 8)));
        }
    }
}
