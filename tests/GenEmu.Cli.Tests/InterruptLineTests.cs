using GenEmu.Cli.Tests.Support;

namespace GenEmu.Cli.Tests;

/// <summary>A guest raises interrupt lines itself, through pc-testdev, and sees what the 8259s and the I/O APIC of the whole PC make of them.</summary>
public sealed class InterruptLineTests : IDisposable
{
    private readonly TestFiles _files = new();

    public void Dispose() => _files.Dispose();

    [Theory]
    [InlineData]
    [InlineData("--record-only")]
    [InlineData("--delay", "1")]
    [InlineData("--record-only", "--delay", "2")]
    public async Task The_8259s_see_edges_levels_and_the_cascade(params string[] options) => await RunAsync(InterruptLineGuest.TestPics, options);

    [Theory]
    [InlineData]
    [InlineData("--record-only")]
    [InlineData("--delay", "1")]
    [InlineData("--record-only", "--delay", "2")]
    public async Task The_IO_APIC_sees_edges_levels_masks_and_priorities(params string[] options) => await RunAsync(InterruptLineGuest.TestIoApic, options);

    [Theory]
    [InlineData]
    [InlineData("--record-only", "--delay", "1")]
    public async Task Ports_and_memory_keep_what_is_written(params string[] options) => await RunAsync(InterruptLineGuest.TestStorage, options);

    /// <summary>The guest writes the number of the first check that failed to the debug exit port, or <see cref="InterruptLineGuest.AllPassed"/>.</summary>
    private async Task RunAsync(Action<InterruptLineGuest> test, string[] options)
    {
        string bios = _files.Bios(a =>
        {
            var guest = new InterruptLineGuest(a);
            guest.Begin();
            test(guest);
            guest.End();
        });

        // Both pc-testdev and the debug console want port E9h, as in QEMU.
        Support.Cli cli = await Support.Cli.RunAsync(["run", "--bios", bios, "--device", "pc-testdev", "--debugcon", "null,port=0x402", "--display", "none", "--timeout", "60s", .. options]);

        (cli.Status >> 1).ShouldBe(InterruptLineGuest.AllPassed, $"number of the failed check. {cli.Error}");
    }
}
