using GenEmu.Abstractions;
using GenEmu.Core;

namespace GenEmu;

/// <summary>A program that a machine starts directly, in the firmware's place: it is put into memory, and the first CPU at its entry, at power-on and after every reset.</summary>
public abstract class BootImage
{
    private protected BootImage(string path) => Path = path;

    /// <summary>The file that it came from, as messages name it.</summary>
    public string Path { get; }

    /// <summary>Finds out what kind of kernel a file holds.</summary>
    /// <param name="kernel">A Linux kernel (bzImage), or a multiboot 1 kernel.</param>
    /// <param name="initrd">The initial RAM disk; for a multiboot kernel the one module.</param>
    /// <param name="commandLine">The command line, in ASCII.</param>
    /// <returns>The image.</returns>
    /// <exception cref="MachineConfigurationException">A file cannot be read or is no such thing; the message names it.</exception>
    public static BootImage Open(string kernel, string? initrd = null, string commandLine = "")
    {
        ArgumentNullException.ThrowIfNull(kernel);
        ArgumentNullException.ThrowIfNull(commandLine);
        byte[] image = HostFile.ReadAll(kernel, "kernel");
        byte[] ramDisk = initrd is null ? [] : HostFile.ReadAll(initrd, "initrd");
        if (commandLine.Any(c => c is < ' ' or > '~'))
        {
            throw new MachineConfigurationException("the kernel's command line has a character that is not printable ASCII");
        }

        if (LinuxSetupHeader.IsPresent(image) && new LinuxSetupHeader(kernel, image) is { EntryAddress: 0 } header)
        {
            return new RealModeKernel(kernel, header, image, initrd, ramDisk, commandLine);
        }

        BootImage? linux = LinuxKernel.TryParse(kernel, image, initrd, ramDisk, commandLine);
        return linux
            ?? MultibootKernel.TryParse(kernel, image, initrd, ramDisk, commandLine)
            ?? throw new MachineConfigurationException(
                $"{kernel}: this is neither a Linux kernel (no 'HdrS' at 202h) nor a multiboot kernel (no header in its first 8 KiB); name a bzImage such as /boot/vmlinuz");
    }

    /// <summary>Whether the machine's firmware starts it, in real mode: then the machine needs some.</summary>
    public virtual bool NeedsFirmware => false;

    /// <summary>Adds what it needs to a machine that is about to be built.</summary>
    /// <param name="builder">Says what the machine consists of.</param>
    /// <exception cref="MachineConfigurationException">The machine cannot start it; the message says why.</exception>
    internal virtual void Prepare(MachineBuilder builder)
    {
        // Most kernels need nothing but memory.
    }

    /// <summary>Finds places for everything in a machine's memory.</summary>
    /// <param name="facts">The machine's memory.</param>
    /// <exception cref="MachineConfigurationException">It does not fit; the message says how much memory it needs.</exception>
    internal abstract void Place(IMachineFacts facts);

    /// <summary>Puts everything into memory, and the CPU at the entry. <see cref="Place"/> comes first.</summary>
    /// <param name="memory">Guest memory.</param>
    /// <param name="cpu">The first CPU.</param>
    /// <param name="tables">The machine's ACPI tables, if it has any.</param>
    internal abstract void Start(IGuestMemory memory, Vcpu cpu, IAcpiTables? tables);

    private protected static MachineConfigurationException TooLarge(string what, long size, IMachineFacts facts)
        => new($"{what}: its {size} bytes do not fit into {facts.MemorySize >> 20} MiB of memory beside the rest; give the machine more with --memory");
}
