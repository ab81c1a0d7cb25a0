namespace GenEmu.Boot.Tests;

/// <summary>Debian's GRUB rescue CD, through SeaBIOS and an ATAPI drive.</summary>
public sealed class GrubCdromTests
{
    [GuestFact]
    public async Task The_prompt_answers_and_names_the_drive()
    {
        CommandResult result = await Command.RunAsync(
            "run", "--cdrom", GuestSoftware.GrubCdrom, "--type", "GNU GRUB::c", "--type", @"grub>::ls\n", "--until", "(cd)", "--timeout", "240s");

        result.ExitStatus.ShouldBe(0, result.Error);
    }

    [GuestFact]
    public async Task It_is_tried_before_a_disk_where_that_is_asked_for()
    {
        using var disk = new TemporaryFile(BootSector.Make("Hello from the disk"));
        string[] both = ["run", "--cdrom", GuestSoftware.GrubCdrom, "--disk", disk.Path, "--timeout", "240s"];

        CommandResult standard = await Command.RunAsync([.. both, "--until", "Hello from the disk"]);
        CommandResult cdrom = await Command.RunAsync([.. both, "--boot", "cdrom", "--until", "GNU GRUB"]);

        standard.ExitStatus.ShouldBe(0, standard.Error);
        cdrom.ExitStatus.ShouldBe(0, cdrom.Error);
    }
}
