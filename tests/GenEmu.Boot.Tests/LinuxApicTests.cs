namespace GenEmu.Boot.Tests;

/// <summary>Debian's Linux with the APICs: it finds what ACPI tells it, complains of nothing, and starts a second CPU.</summary>
public sealed class LinuxApicTests : IDisposable
{
    private readonly TemporaryFile _initrd = LinuxGuest.MakeInitrd();

    public void Dispose() => _initrd.Dispose();

    [LinuxFact]
    public async Task It_uses_the_APICs_and_brings_up_two_CPUs()
    {
        CommandResult result = await Command.RunAsync([.. LinuxGuest.Arguments(_initrd, "console=ttyS0 autooff"), "--cpus", "2"]);

        result.ExitStatus.ShouldBe(0, result.Error);
        result.Output.ShouldContain("IOAPIC[0]: apic_id 2, version 17, address 0xfec00000, GSI 0-23");
        result.Output.ShouldContain("Using ACPI (MADT) for SMP configuration information");
        result.Output.ShouldContain("ACPI: Using IOAPIC for interrupt routing");
        result.Output.ShouldContain("smp: Brought up 1 node, 2 CPUs");
        result.Output.ShouldContain(LinuxGuest.BusyboxSum);
        foreach (string complaint in (string[])["ACPI Error", "ACPI BIOS Error", "MP-BIOS bug", "unchecked MSR", "spurious", "nobody cared", "BUG:", "WARNING:"])
        {
            result.Output.ShouldNotContain(complaint, Case.Insensitive);
        }
    }

    /// <summary>The routing that ACPI tells is the board's: interrupts of a PCI device arrive, through the I/O APIC and through the PIIX3's router.</summary>
    [LinuxTheory]
    [InlineData("", "IO-APIC")]
    [InlineData(" noapic", "XT-PIC")]
    public async Task Interrupts_of_PCI_devices_arrive(string option, string controller)
    {
        using TemporaryFile initrd = LinuxGuest.MakeInitrd("head -c 64 /dev/hwrng | wc -c; grep virtio /proc/interrupts", "virtio_pci", "virtio_rng");
        CommandResult result = await Command.RunAsync([.. LinuxGuest.Arguments(initrd, "console=ttyS0 autooff" + option), "--device", "virtio-entropy"]);

        result.ExitStatus.ShouldBe(0, result.Error);
        result.Output.ShouldMatch($@"[1-9][0-9]* +{controller} .*virtio");
        result.Output.ShouldContain("\n64\r\n");
    }

    [LinuxFact]
    public async Task An_older_CPU_boots_with_the_8259s()
    {
        CommandResult result = await Command.RunAsync([.. LinuxGuest.Arguments(_initrd, "console=ttyS0 autooff noapic nolapic"), "--cpu", "pentium3"]);

        result.ExitStatus.ShouldBe(0, result.Error);
        result.Output.ShouldContain("ACPI: Using PIC for interrupt routing");
        result.Output.ShouldContain(LinuxGuest.BusyboxSum);
    }
}
