using System.Buffers.Binary;
using System.Text;
using GenEmu.Abstractions;
using GenEmu.Core;

namespace GenEmu;

/// <summary>A program with the header of a Linux kernel that has no 32-bit entry, such as iPXE: its setup code is entered in real mode, and calls the BIOS.</summary>
/// <remarks>
/// Documentation/arch/x86/boot.rst, "The real-mode kernel header". So the machine starts with its firmware, which finds an option ROM to boot from
/// (<see cref="LinuxBootRom"/>) and the parts of the kernel among the firmware configuration items, under the keys that QEMU gives them.
/// </remarks>
internal sealed class RealModeKernel : BootImage
{
    private const string FwCfgKind = "genemu.fw-cfg";
    private const string RomFile = "genroms/linuxboot.bin";
    private const string RomName = "linux-rom";
    private const uint CommandLineAddress = 0x2_0000;
    private const uint KernelAddress = 0x10_0000;
    private const ushort KernelKey = 0x11;
    private const ushort InitrdKey = 0x12;
    private const ushort CommandLineKey = 0x15;
    private const ushort SetupKey = 0x18;
    private const ulong PageMask = 0xFFF;

    private readonly LinuxSetupHeader _header;
    private readonly byte[] _image;
    private readonly string? _initrdPath;
    private readonly byte[] _initrd;
    private readonly byte[] _commandLine;

    public RealModeKernel(string path, LinuxSetupHeader header, byte[] image, string? initrdPath, byte[] initrd, string commandLine)
        : base(path)
        => (_header, _image, _initrdPath, _initrd, _commandLine) = (header, image, initrdPath, initrd, Encoding.ASCII.GetBytes(commandLine + '\0'));

    /// <inheritdoc/>
    public override bool NeedsFirmware => true;

    /// <summary>Gives the firmware what it is to boot.</summary>
    internal override void Prepare(MachineBuilder builder)
    {
        DeviceEntry interfaceEntry = builder.Devices.FirstOrDefault(device => device.Kind == FwCfgKind)
            ?? throw new MachineConfigurationException($"{Path}: this kernel starts in real mode, by firmware that finds it through a {FwCfgKind}, and the machine has none");
        ulong low = Math.Min(builder.MemorySize, _header.InitrdAddressMax + 1UL);
        ulong initrdAddress = (low - Math.Min(low, (ulong)_initrd.Length)) & ~PageMask;
        int kernelLength = _image.Length - _header.SetupLength;
        if (initrdAddress < KernelAddress + (ulong)kernelLength)
        {
            throw new MachineConfigurationException(
                $"{_initrdPath ?? Path}: {_image.Length + _initrd.Length} bytes do not fit into {builder.MemorySize >> 20} MiB of memory; give the machine more with --memory");
        }

        byte[] setup = _image[.._header.SetupLength];
        PatchHeader(setup, (uint)initrdAddress);
        builder.File(RomName, LinuxBootRom.Build(
            (SetupKey, LinuxBootRom.SetupAddress, setup.Length),
            (CommandLineKey, CommandLineAddress, _commandLine.Length),
            (KernelKey, KernelAddress, kernelLength),
            (InitrdKey, (uint)initrdAddress, _initrd.Length)));
        builder.File("linux-setup", setup);
        builder.File("linux-cmdline", _commandLine);
        builder.File("linux-kernel", _image.AsMemory(_header.SetupLength));
        builder.File("linux-initrd", _initrd);
        string files = interfaceEntry.Parameters.TryGetValue("files", out string? more) ? more + ";" : "";
        interfaceEntry.Parameters["files"] = files + $"{RomFile}:{RomName}";
        interfaceEntry.Parameters["boot-order"] = $"/rom@{RomFile}";
    }

    /// <inheritdoc/>
    internal override void Place(IMachineFacts facts) => throw StartedByFirmware();

    /// <inheritdoc/>
    internal override void Start(IGuestMemory memory, Vcpu cpu, IAcpiTables? tables) => throw StartedByFirmware();

    private InvalidOperationException StartedByFirmware() => new($"{Path} is started by firmware.");

    /// <summary>What a boot loader writes into the header.</summary>
    private void PatchHeader(byte[] setup, uint initrdAddress)
    {
        const byte UndefinedLoader = 0xFF;
        const byte CanUseHeap = 0x80;
        const int HeapEndBias = 0x200;
        setup[0x210] = UndefinedLoader;
        setup[0x211] |= CanUseHeap;
        BinaryPrimitives.WriteUInt16LittleEndian(setup.AsSpan(0x224), LinuxBootRom.StackTop - HeapEndBias);
        BinaryPrimitives.WriteUInt32LittleEndian(setup.AsSpan(0x228), CommandLineAddress);
        BinaryPrimitives.WriteUInt32LittleEndian(setup.AsSpan(0x218), _initrd.Length == 0 ? 0 : initrdAddress);
        BinaryPrimitives.WriteInt32LittleEndian(setup.AsSpan(0x21C), _initrd.Length);
    }
}
