namespace GenEmu.Boot.Tests;

/// <summary>iPXE in its Linux-kernel form: a program that starts in real mode and needs the BIOS.</summary>
public sealed class IpxeTests
{
    [LinuxFact]
    public async Task It_shows_its_banner()
    {
        CommandResult result = await Command.RunAsync(
            "run", "--kernel", Path.Combine(LinuxGuest.Folder, "ipxe.lkrn"), "--display", "none", "--until", "Open Source Network Boot Firmware", "--timeout", "120s");

        result.ExitStatus.ShouldBe(0, result.Error);
    }
}
