using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;

namespace GenEmu.Boot.Tests;

/// <summary>Debian's gdb on Debian's Linux: attached to the running kernel, and to the booting one after a reset.</summary>
public sealed partial class LinuxGdbTests : IDisposable
{
    private const string Uname = "__ia32_sys_newuname";

    // Addresses are those of the kernel itself: it is not moved, and it names its symbols. The System.map of Debian's package is empty.
    private readonly TemporaryFile _initrd = LinuxGuest.MakeInitrd($"grep -E ' (start_kernel|{Uname})$' /proc/kallsyms");

    public void Dispose() => _initrd.Dispose();

    [LinuxGdbFact]
    public async Task It_stops_at_symbols_while_it_runs_and_while_it_boots()
    {
        using var genemu = new GuestProcess(
            "run", "--kernel", LinuxGuest.Kernel, "--initrd", _initrd.Path, "--append", "console=ttyS0 nokaslr", "--serial", "stdio", "--display", "none",
            "--memory", "256MiB", "--timeout", "600s", "--gdb", ":0");
        string target = Target().Match(await genemu.ErrorLineAsync()).Value;
        string boot = await genemu.SeeAsync("/ # ");
        uint start = Address(boot, "start_kernel");
        uint uname = Address(boot, Uname);

        Task<string> running = GdbAsync(target, $"hbreak *{uname}", "continue", "p/x $pc", "p/x $cs", "p/x $cr0", "bt 3", "x/i $pc", "delete", "detach");
        await genemu.TypeUntilAsync("uname -s\n", running);
        string text = await running;
        text.ShouldContain($"Breakpoint 1, 0x{uname:x8} in ?? ()");
        text.ShouldContain($"$1 = 0x{uname:x}");
        text.ShouldContain("$2 = 0x60");                    // __KERNEL_CS
        text.ShouldMatch("\\$3 = 0x8005003[13b]");          // paging, write protection, protected mode
        text.ShouldContain("#0  0x");

        text = await GdbAsync(
            target, "monitor reset", "maintenance flush register-cache", "p/x $eip", $"break *{start}", "continue", "p/x $pc", "p $cr0 >> 31 & 1", "info registers", "stepi", "detach");
        text.ShouldContain("Hard by debugger");
        text.ShouldContain($"Breakpoint 1, 0x{start:x8} in ?? ()");
        text.ShouldContain($"$2 = 0x{start:x}");
        text.ShouldContain("$3 = 1");
        await genemu.SeeAsync("Linux version 6.1");
    }

    private static uint Address(string text, string symbol)
        => uint.Parse(Regex.Match(text, $"([0-9a-f]{{8}}) [tT] {symbol}", RegexOptions.None, TimeSpan.FromSeconds(5)).Groups[1].Value, NumberStyles.HexNumber, CultureInfo.InvariantCulture);

    private static async Task<string> GdbAsync(string target, params string[] commands)
    {
        string[] all = ["set pagination off", "set confirm off", "set remotetimeout 120", "set tcp connect-timeout 120", $"target remote {target}", .. commands];
        var start = new ProcessStartInfo(LinuxGdbFactAttribute.Gdb, ["-nx", "-batch", .. all.SelectMany(command => new[] { "-ex", command })])
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using Process process = Process.Start(start)!;
        Task<string> error = process.StandardError.ReadToEndAsync();
        string output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        return output + await error;
    }

    [GeneratedRegex("127\\.0\\.0\\.1:\\d+", RegexOptions.None, 1000)]
    private static partial Regex Target();
}
