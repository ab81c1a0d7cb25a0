using GenEmu.Cli.Tests.Support;

namespace GenEmu.Cli.Tests;

/// <summary>Whatever is wrong with the input: one line that says what and where, and status 2.</summary>
public sealed class InputErrorTests : IDisposable
{
    private readonly TestFiles _files = new();

    public void Dispose() => _files.Dispose();

    [Theory]
    [InlineData("--memory: memory: '3ZB' is not a size", "--memory", "3ZB")]
    [InlineData("none.img: there is no such file (floppy image)", "--floppy", "none.img")]
    [InlineData("none.img: there is no such file (disk image)", "--disk", "none.img")]
    [InlineData("none.iso: there is no such file (disk image)", "--cdrom", "none.iso")]
    [InlineData("--disk: rw writes into the file and overlay never does; give one of them", "--disk", "a.img,rw=true,overlay=true")]
    [InlineData("--disk: there are 4 drives, not 5", "--disk", "a", "--disk", "b", "--disk", "c", "--disk", "d", "--disk", "e")]
    [InlineData("--disk: if is ide or virtio, not 'scsi'", "--disk", "a.img,if=scsi")]
    [InlineData("none.img: there is no such file (disk image)", "--disk", "none.img,if=virtio")]
    [InlineData("--disk with if=virtio: rw writes into the file and overlay never does", "--disk", "a.img,if=virtio,rw=true,overlay=true")]
    [InlineData("--boot: 'net' is not floppy, disk or cdrom", "--boot", "net")]
    [InlineData("none.bin: there is no such file", "--bios", "none.bin")]
    [InlineData("none.yaml: there is no such file (machine file)", "none.yaml")]
    [InlineData("--type: 'x' has no text to wait for; write SEEN::KEYS", "--type", "x")]
    [InlineData("--type: there is no key <Nope>", "--type", "x::<Nope>")]
    [InlineData("--send: '\\q' means nothing", "--send", "x::\\q")]
    [InlineData("--until: the text to wait for is empty", "--until", "")]
    [InlineData("--timeout: '4x' is not a duration", "--timeout", "4x")]
    [InlineData("--watchdog: 'x' is not a duration", "--watchdog", "x")]
    [InlineData("--display: 'gl' is neither text nor none", "--display", "gl", "--memory", "1MiB")]
    [InlineData("--serial: 'tcp' is nothing to connect a channel to", "--serial", "tcp", "--memory", "1MiB")]
    [InlineData("--debugcon: there is no key 'prot'; there is port", "--debugcon", "stdio,prot=1")]
    [InlineData("--channel: 'x' has no name; write NAME=stdio", "--channel", "x")]
    [InlineData("--channel: 'tcp' is nothing to connect a channel to", "--channel", "console0=tcp")]
    [InlineData("device 'debugcon': parameter 'port': 'zz' is not a whole number", "--debugcon", "null,port=zz")]
    [InlineData("debugcon and pic both claim port 20h", "--debugcon", "null,port=0x20")]
    [InlineData("there is no device kind 'foo'; the loaded plugins offer genemu.acpi, genemu.async-disk", "--device", "foo")]
    [InlineData("device 'pit' (genemu.pit) has no parameter 'x'", "--device", "pit,x=1")]
    [InlineData("--device: 'x' is not of the form key=value", "--device", "pit,x")]
    [InlineData("--device: the key 'irq' is given twice", "--device", "com1,irq=1,irq=2")]
    [InlineData("none: there is no such folder of plugins", "--plugins", "none")]
    [InlineData("'x' for option '--delay'", "--delay", "x")]
    [InlineData("--bogus", "a.yaml", "--bogus")]
    public async Task Each_error_is_one_line(string expected, params string[] arguments)
        => (await Support.Cli.RunAsync(["run", .. arguments])).ShouldBeInputError(expected);

    [Fact]
    public async Task Impossible_images_are_refused_with_their_size()
    {
        string odd = _files.Write("odd.img", new byte[513]);
        (await Support.Cli.RunAsync("run", "--floppy", odd)).ShouldBeInputError(odd, "513 bytes", "512-byte sectors");
        (await Support.Cli.RunAsync("run", "--bios", odd)).ShouldBeInputError(odd, "513 bytes", "multiple of 4096");
        string large = _files.Write("large.img", new byte[(2880 * 1024) + 512]);
        (await Support.Cli.RunAsync("run", "--floppy", large)).ShouldBeInputError(large, "2.88 MB");
        (await Support.Cli.RunAsync("run", "--floppy", large + ",rw=maybe")).ShouldBeInputError("rw is true or false, not 'maybe'");
        (await Support.Cli.RunAsync("run", "--disk", odd)).ShouldBeInputError(odd, "513 bytes", "512-byte sectors");
        (await Support.Cli.RunAsync("run", "--cdrom", _files.Write("half.iso", new byte[512]))).ShouldBeInputError("half.iso", "2048-byte sectors");
        (await Support.Cli.RunAsync("run", "--disk", _files.Write("empty.img", Array.Empty<byte>()))).ShouldBeInputError("empty.img", "the file is empty");
        (await Support.Cli.RunAsync("run", "--disk", _files.Folder)).ShouldBeInputError(_files.Folder, "whether it is a folder");
    }

    [Fact]
    public async Task A_machine_file_with_an_error_is_named_with_line_and_column()
    {
        string file = _files.Write("pc.yaml", "memory: 1MiB\ndevices:\n  - {kind: genemu.echo, bass: 3}\n");
        (await Support.Cli.RunAsync("run", file)).ShouldBeInputError($"{file}:3:5: device 'echo' (genemu.echo) has no parameter 'bass'; it has io, mmio, latency, irq");
    }

    [Fact]
    public async Task A_broken_plugin_is_named()
    {
        Directory.CreateDirectory(_files["Mine"]);
        string file = _files.Write("Mine/Mine.dll", "no assembly");
        (await Support.Cli.RunAsync("run", "--plugins", _files.Folder)).ShouldBeInputError(file, "not a .NET assembly");
        (await Support.Cli.RunAsync("devices", "--plugins", _files.Folder)).ShouldBeInputError(file);
    }

    [Fact]
    public async Task The_screen_and_a_channel_cannot_share_standard_output()
        => (await Support.Cli.RunAsync("run", "--display", "text", "--debugcon", "stdio", "--bios", _files.Bios(a => a.hlt())))
            .ShouldBeInputError("--display: the text screen and channel debugcon cannot both have standard output");

    [Fact]
    public async Task Verbose_shows_the_stack()
    {
        Support.Cli cli = await Support.Cli.RunAsync("run", "--verbose", "--memory", "3ZB");
        cli.Status.ShouldBe(2);
        cli.Error.ShouldContain("   at GenEmu.");
    }

    [Fact]
    public async Task An_unknown_command_is_a_usage_error()
        => (await Support.Cli.RunAsync("rnu")).ShouldBeInputError("rnu", "genemu --help");
}
