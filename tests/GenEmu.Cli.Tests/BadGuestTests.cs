using System.Net;
using System.Net.Sockets;
using GenEmu.Cli.Tests.Support;
using GenEmu.Tests.Support;
using static Iced.Intel.AssemblerRegisters;

namespace GenEmu.Cli.Tests;

/// <summary>Guests and addresses that cannot be right: a message that says so, and the documented status.</summary>
public sealed class BadGuestTests : IDisposable
{
    private const int XLoadFlags = 0x236;

    private readonly TestFiles _files = new();

    public void Dispose() => _files.Dispose();

    [Fact]
    public async Task What_is_no_kernel_is_named()
    {
        string text = _files.Write("kernel", "This is no kernel.");
        (await Support.Cli.RunAsync("run", "--kernel", text)).ShouldBeInputError(text, "neither");
        (await Support.Cli.RunAsync("run", "--kernel", _files["none"])).ShouldBeInputError("none: there is no such file (kernel)");
        (await Support.Cli.RunAsync("run", "--kernel", _files.Folder)).ShouldBeInputError(_files.Folder);
        (await Support.Cli.RunAsync("run", "--initrd", text)).ShouldBeInputError("--initrd: there is no kernel for it; name one with --kernel FILE");
        (await Support.Cli.RunAsync("run", "--append", "quiet")).ShouldBeInputError("--append: there is no kernel for it");
    }

    [Fact]
    public async Task A_64_bit_kernel_is_refused_and_the_message_says_which_to_take()
    {
        string kernel = _files.Write("vmlinuz-amd64", KernelFiles.BzImage(a => a.hlt(), setup => setup[XLoadFlags] = 1));
        (await Support.Cli.RunAsync("run", "--kernel", kernel)).ShouldBeInputError(kernel, "64-bit kernel", "take a 32-bit one");
    }

    [Fact]
    public async Task An_initrd_larger_than_memory_is_named()
    {
        string kernel = _files.Write("vmlinuz", KernelFiles.BzImage(a => a.hlt()));
        string initrd = _files.Write("initrd", new byte[20 << 20]);
        (await Support.Cli.RunAsync("run", "--kernel", kernel, "--initrd", initrd, "--memory", "16MiB")).ShouldBeInputError(initrd);
        (await Support.Cli.RunAsync("run", "--kernel", kernel, "--initrd", _files["none"])).ShouldBeInputError("none: there is no such file");
    }

    [Fact]
    public async Task A_guest_that_triple_faults_at_once_ends_with_4()
    {
        Support.Cli bios = await Support.Cli.RunAsync("run", "--bios", _files.Bios(TripleFault), "--timeout", "120s");
        bios.Status.ShouldBe(4);
        bios.Error.ShouldContain("triple fault of CPU 0 at RIP");
        bios.Error.ShouldContain("the same after each of 100 resets in a row");

        string kernel = _files.Write("kernel", KernelFiles.BzImage(TripleFault));
        (await Support.Cli.RunAsync("run", "--kernel", kernel, "--timeout", "120s")).Status.ShouldBe(4);
    }

    [Theory]
    [InlineData("1234567")]
    [InlineData(":99999")]
    [InlineData(":")]
    [InlineData("example.com:1")]
    [InlineData("-1")]
    public async Task An_address_that_is_none_is_named(string address)
        => (await Support.Cli.RunAsync("run", $"--gdb={address}")).ShouldBeInputError("--gdb: '");

    [Fact]
    public async Task An_address_that_is_taken_or_somebody_elses_is_named()
    {
        using var other = new TcpListener(IPAddress.Loopback, 0);
        other.Start();
        int port = ((IPEndPoint)other.LocalEndpoint).Port;
        (await Support.Cli.RunAsync("run", "--gdb", $":{port}")).ShouldBeInputError($"--gdb: 127.0.0.1:{port} cannot be listened on");
        (await Support.Cli.RunAsync("run", "--gdb", "192.0.2.1:0")).ShouldBeInputError("--gdb: 192.0.2.1:0 cannot be listened on");
        (await Support.Cli.RunAsync("run", "--gdb-wait")).ShouldBeInputError("--gdb-wait: there is nothing to wait for; say where with --gdb :PORT");
    }

    [Fact]
    public async Task Where_gdb_can_attach_is_said_and_nobody_has_to_come()
    {
        Support.Cli cli = await Support.Cli.RunAsync("run", "--gdb", "localhost:0", "--serial", "null");
        cli.Status.ShouldBe(0);
        cli.Error.ShouldMatch("^genemu: gdb can attach: target remote 127\\.0\\.0\\.1:\\d+\\s+$");
        cli = await Support.Cli.RunAsync("run", "--gdb", "[::1]:0", "--gdb-wait", "--timeout", "200ms");
        cli.Status.ShouldBe(124);
        cli.Error.ShouldContain("the machine waits for it");
        cli.Error.ShouldContain("no debugger came");
    }

    [Fact]
    public async Task Help_shows_command_lines_to_copy_and_every_status()
    {
        Support.Cli cli = await Support.Cli.RunAsync("run", "--help");
        cli.Status.ShouldBe(0);
        cli.Output.ShouldContain("--gdb <[ADDRESS]:PORT>");
        cli.Output.ShouldContain("Examples:");
        cli.Output.ShouldContain("genemu run --kernel vmlinuz --gdb :1234 --gdb-wait");
        cli.Output.ShouldContain("124 --timeout");
        (await Support.Cli.RunAsync("--help")).Output.ShouldNotContain("Examples:");
    }

    private static void TripleFault(Iced.Intel.Assembler a)
    {
        a.lidt(__[0x8000]);         // an empty table: its limit is 0
        a.int3();
    }
}
