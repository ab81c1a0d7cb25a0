namespace GenEmu.Boot.Tests;

/// <summary>Debian's memtest86+ for ia32, started by the Linux boot protocol, on the serial line.</summary>
public sealed class MemtestTests
{
    /// <summary>A pass takes about six minutes of processor time, and ten of virtual time, of which it waits almost three.</summary>
    [LongFact]
    public async Task A_full_pass_over_32_MiB_finds_no_error()
    {
        CommandResult result = await Command.RunAsync(
            "run", "--kernel", Path.Combine(LinuxGuest.Folder, "memtest32.bin"), "--append", "console=ttyS0,115200 nosmp", "--memory", "32MiB",
            "--serial", "stdio", "--display", "none", "--until", "Pass:  1", "--timeout", "3000s");

        result.ExitStatus.ShouldBe(0, result.Error);
        result.Output.ShouldContain("Errors: 0");
        result.Output.ShouldNotMatch("Errors: *[1-9]");
    }
}
