using System.Text;
using GenEmu.Abstractions;
using GenEmu.Core;

namespace GenEmu;

/// <summary>A Linux kernel, started by the 32-bit boot protocol.</summary>
/// <remarks>Documentation/arch/x86/boot.rst of the kernel. The real-mode code in the image is not run: what it would find out is in the boot parameters.</remarks>
internal sealed class LinuxKernel : BootImage
{
    private const uint BootParametersAddress = 0x1_0000;
    private const uint CommandLineAddress = 0x2_0000;
    private const uint DefaultCommandLineSize = 255;
    private const ulong PageMask = 0xFFF;
    private const uint Loaded1MiB = 0x10_0000;
    private const uint AcpiSize = 0x1_0000;

    private readonly byte[] _image;
    private readonly byte[] _initrd;
    private readonly string? _initrdPath;
    private readonly string _commandLine;
    private readonly LinuxSetupHeader _header;
    private uint _initrdAddress;
    private IMachineFacts? _facts;

    private LinuxKernel(string path, byte[] image, string? initrdPath, byte[] initrd, string commandLine)
        : base(path)
    {
        (_image, _initrdPath, _initrd, _commandLine) = (image, initrdPath, initrd, commandLine);
        _header = new LinuxSetupHeader(path, image);
        uint longest = _header.CommandLineSize == 0 ? DefaultCommandLineSize : _header.CommandLineSize;
        if (commandLine.Length > longest)
        {
            throw new MachineConfigurationException($"{path}: this kernel takes a command line of at most {longest} characters, not {commandLine.Length}");
        }
    }

    /// <summary>Reads a kernel; null if it is none.</summary>
    public static LinuxKernel? TryParse(string path, byte[] image, string? initrdPath, byte[] initrd, string commandLine)
        => LinuxSetupHeader.IsPresent(image) ? new LinuxKernel(path, image, initrdPath, initrd, commandLine) : null;

    internal override void Place(IMachineFacts facts)
    {
        _facts = facts;
        ulong kernelEnd = Loaded1MiB + Math.Max((ulong)(_image.Length - _header.SetupLength), _header.InitSize);
        if (_header.PreferredAddress + _header.InitSize > kernelEnd)
        {
            kernelEnd = _header.PreferredAddress + _header.InitSize;        // where the decompressor moves it
        }

        if (kernelEnd + AcpiSize > facts.LowMemorySize)
        {
            throw TooLarge(Path, (long)(kernelEnd - Loaded1MiB), facts);
        }

        ulong top = Math.Min(facts.LowMemorySize - AcpiSize, _header.InitrdAddressMax + 1UL);
        ulong address = (top - Math.Min(top, (ulong)_initrd.Length)) & ~PageMask;
        if (_initrd.Length > 0 && address < kernelEnd)
        {
            throw TooLarge(_initrdPath!, _initrd.Length, facts);
        }

        _initrdAddress = (uint)address;
    }

    internal override void Start(IGuestMemory memory, Vcpu cpu, IAcpiTables? tables)
    {
        var parameters = new LinuxBootParameters(_header.Bytes);
        parameters.SetLoader(CommandLineAddress, _initrd.Length == 0 ? 0 : _initrdAddress, (uint)_initrd.Length);
        parameters.SetTextScreen();
        parameters.SetMemory(MemoryRange.Of(_facts!, AcpiSize));
        if (tables is not null)
        {
            parameters.SetAcpiRoot(PutTables(memory, tables.Build()));
        }

        memory.Write(BootParametersAddress, parameters.Bytes);
        memory.Write(CommandLineAddress, Encoding.ASCII.GetBytes(_commandLine + '\0'));
        memory.Write(Loaded1MiB, _image.AsSpan(_header.SetupLength));
        memory.Write(_initrdAddress, _initrd);

        FlatMode.Enter(memory, cpu, _header.EntryAddress);
        cpu.Registers.Rsi = BootParametersAddress;
        cpu.Registers.Rbx = cpu.Registers.Rbp = cpu.Registers.Rdi = 0;
    }

    /// <summary>Tables and root pointer stand at the end of low memory.</summary>
    private uint PutTables(IGuestMemory memory, AcpiImage image)
    {
        var address = (uint)(_facts!.LowMemorySize - AcpiSize);
        (byte[] tables, byte[] root) = image.At(address);
        uint rootAddress = (address + (uint)tables.Length + 15) & ~15u;
        memory.Write(address, tables);
        memory.Write(rootAddress, root);
        return rootAddress;
    }
}
