using System.Globalization;
using System.Numerics;
using Iced.Intel;
using static Iced.Intel.AssemblerRegisters;

namespace GenEmu.Boot.Tests;

/// <summary>Much input at once on the serial line: the guest takes it interrupt by interrupt, and nothing is lost.</summary>
public sealed class PasteTests : IDisposable
{
    private const int Length = 1 << 16;
    private const ushort Data = 0x3F8;
    private const ushort LineStatus = Data + 5;

    private readonly TemporaryFile _guest = new(GuestBios.Make(Receive, Take));

    public void Dispose() => _guest.Dispose();

    [Theory]
    [InlineData]
    [InlineData("--delay", "1")]
    public async Task A_pipe_of_64_KiB_arrives_complete(params string[] options)
    {
        byte[] text = Text();
        using var genemu = new GuestProcess(["run", "--bios", _guest.Path, "--serial", "stdio", "--timeout", "120s", .. options]);
        await genemu.SeeAsync("ready");

        await genemu.SendAsync(text);

        await genemu.SeeAsync(Sum(text));
    }

    [TmuxFact]
    public async Task A_paste_of_64_KiB_on_the_terminal_arrives_complete()
    {
        byte[] text = Text();
        using var file = new TemporaryFile(text);
        await using Tmux tmux = await Tmux.StartAsync();
        await tmux.EnterAsync($"{Command.Path} run --bios {_guest.Path} --serial stdio; echo status=$?");
        await tmux.SeeAsync("ready");

        await tmux.PasteAsync(file.Path);

        await tmux.SeeAsync(Sum(text));
        await tmux.SeeAsync("status=1");          // the guest's own, by its debug-exit port
    }

    private static byte[] Text()
    {
        var random = new Random(64);
        return [.. Enumerable.Range(0, Length).Select(_ => (byte)random.Next(' ', '~'))];
    }

    /// <summary>What the guest computes: it depends on every byte and on their order.</summary>
    private static string Sum(byte[] text)
        => text.Aggregate(0u, (sum, value) => BitOperations.RotateLeft(sum, 1) + value).ToString("X8", CultureInfo.InvariantCulture);

    /// <summary>Receives by IRQ 4, with FIFOs and the trigger level 14, prints the sum of all bytes, and exits.</summary>
    private static void Receive(Assembler a)
    {
        Label wait = a.CreateLabel();
        Label print = a.CreateLabel();
        Label digit = a.CreateLabel();
        a.xor(ax, ax);
        a.mov(ds, ax);
        a.mov(ss, ax);
        a.mov(sp, 0x7000);
        a.mov(__word_ptr[4 * 0x0C], GuestBios.Handler);
        a.mov(__word_ptr[(4 * 0x0C) + 2], cs);
        foreach ((int port, int value) in (IEnumerable<(int, int)>)[(0x20, 0x11), (0x21, 0x08), (0x21, 0x04), (0x21, 0x01), (0x21, 0xEF), (Data + 1, 0x01), (Data + 2, 0xC7), (Data + 4, 0x0B)])
        {
            a.mov(dx, (ushort)port);
            a.mov(al, (byte)value);
            a.@out(dx, al);
        }

        a.mov(dx, Data);
        foreach (char c in "ready\r\n")
        {
            a.mov(al, (byte)c);
            a.@out(dx, al);
        }

        a.xor(ebx, ebx);
        a.mov(esi, Length);
        a.Label(ref wait);
        a.sti();
        a.hlt();
        a.cli();
        a.test(esi, esi);
        a.jne(wait);

        a.mov(cx, 8);
        a.mov(dx, Data);
        a.Label(ref print);
        a.rol(ebx, 4);
        a.mov(al, bl);
        a.and(al, 15);
        a.add(al, (byte)'0');
        a.cmp(al, (byte)'9' + 1);
        a.jb(digit);
        a.add(al, 7);
        a.Label(ref digit);
        a.@out(dx, al);
        a.loop(print);
        a.mov(al, 0);
        a.@out(0xF4, al);
        a.hlt();
    }

    /// <summary>IRQ 4: takes all that is there.</summary>
    private static void Take(Assembler a)
    {
        Label next = a.CreateLabel();
        Label done = a.CreateLabel();
        a.Label(ref next);
        a.mov(dx, LineStatus);
        a.@in(al, dx);
        a.test(al, 1);
        a.je(done);
        a.mov(dx, Data);
        a.@in(al, dx);
        a.movzx(eax, al);
        a.rol(ebx, 1);
        a.add(ebx, eax);
        a.dec(esi);
        a.jmp(next);
        a.Label(ref done);
        a.mov(al, 0x20);
        a.@out(0x20, al);
        a.iret();
    }
}
