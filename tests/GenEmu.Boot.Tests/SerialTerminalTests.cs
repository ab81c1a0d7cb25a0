using System.Diagnostics;
using Iced.Intel;
using static Iced.Intel.AssemblerRegisters;

namespace GenEmu.Boot.Tests;

/// <summary><c>--serial stdio</c> with a person at the terminal.</summary>
public sealed class SerialTerminalTests : IDisposable
{
    private readonly TemporaryFile _guest = new(GuestBios.Make(ShowKeys));

    public void Dispose() => _guest.Dispose();

    [TmuxFact]
    public async Task Every_key_goes_to_the_guest_as_it_is_and_Ctrl_A_X_ends()
    {
        await using Tmux tmux = await Tmux.StartAsync();
        string before = await ModesAsync(tmux, "before");
        await tmux.EnterAsync($"{Command.Path} run --bios {_guest.Path} --serial stdio; echo status=$?");

        await tmux.SeeAsync("ready");
        await tmux.PressAsync("h", "é", "Enter", "C-c", "C-d", "C-z", "C-s", "C-q", "C-\\", "BSpace");
        string screen = await tmux.SeeAsync("68 C3 A9 0D 03 04 1A 13 11 1C 7F");
        screen.ShouldContain("genemu: Ctrl-A X ends, Ctrl-A H shows this, Ctrl-A Ctrl-A sends Ctrl-A");
        await tmux.PressAsync("C-a", "C-a", "C-a", "h", "z");
        await tmux.SeeAsync("01 7A");
        await tmux.PressAsync("C-a", "x");
        await tmux.SeeAsync("status=130");

        (await ModesAsync(tmux, "after")).ShouldBe(before);
    }

    [TmuxFact]
    public async Task SIGTERM_and_errors_give_the_terminal_back()
    {
        await using Tmux tmux = await Tmux.StartAsync();
        string before = await ModesAsync(tmux, "before");
        await tmux.EnterAsync($"sh -c 'echo pid=$$.; exec {Command.Path} run --bios {_guest.Path} --serial stdio'; echo status=$?");
        string screen = await tmux.SeeAsync("ready");
        string pid = screen[(screen.LastIndexOf("pid=", StringComparison.Ordinal) + 4)..].Split('.')[0];

        using (Process kill = Process.Start("/bin/kill", ["-TERM", pid]))
        {
            await kill.WaitForExitAsync();
        }

        await tmux.SeeAsync("status=1");               // 130 or 143: asked to end, and ended
        (await ModesAsync(tmux, "killed")).ShouldBe(before);

        await tmux.EnterAsync($"{Command.Path} run --bios {_guest.Path} --serial stdio --gdb 192.0.2.1:1; echo status=$?");
        await tmux.SeeAsync("192.0.2.1:1 cannot be listened on");
        await tmux.SeeAsync("status=2");
        (await ModesAsync(tmux, "failed")).ShouldBe(before);
    }

    [Fact]
    public async Task Without_a_terminal_bytes_pass_as_they_are()
    {
        CommandResult result = await Command.ConverseAsync(["run", "--bios", _guest.Path, "--serial", "stdio", "--timeout", "60s", "--until", "01 78 0A"], ("ready", "\u0001x\n"));

        result.ExitStatus.ShouldBe(0, result.Error);
        result.Error.ShouldBeEmpty();
    }

    private static async Task<string> ModesAsync(Tmux tmux, string when)
    {
        using var file = new TemporaryFile([]);
        await tmux.EnterAsync($"stty -a >{file.Path}; echo {when}=$((40+2)).");
        await tmux.SeeAsync($"{when}=42.");
        return await File.ReadAllTextAsync(file.Path);
    }

    /// <summary>Says that it is ready, then shows every byte that comes as two hexadecimal digits.</summary>
    private static void ShowKeys(Assembler a)
    {
        const ushort Data = 0x3F8;
        const ushort LineStatus = 0x3FD;
        Label next = a.CreateLabel();
        Label digit = a.CreateLabel();
        Label decimalDigit = a.CreateLabel();
        a.mov(sp, 0x7000);
        a.mov(dx, Data);
        foreach (char c in "ready\r\n")
        {
            a.mov(al, (byte)c);
            a.@out(dx, al);
        }

        a.Label(ref next);
        a.mov(dx, LineStatus);
        a.@in(al, dx);
        a.test(al, 1);
        a.je(next);
        a.mov(dx, Data);
        a.@in(al, dx);
        a.mov(ah, al);
        a.shr(al, 4);
        a.call(digit);
        a.mov(al, ah);
        a.and(al, 15);
        a.call(digit);
        a.mov(al, (byte)' ');
        a.@out(dx, al);
        a.jmp(next);

        a.Label(ref digit);
        a.cmp(al, 10);
        a.jb(decimalDigit);
        a.add(al, 7);
        a.Label(ref decimalDigit);
        a.add(al, (byte)'0');
        a.@out(dx, al);
        a.ret();
    }
}
