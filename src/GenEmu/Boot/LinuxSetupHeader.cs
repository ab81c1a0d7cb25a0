using System.Buffers.Binary;

namespace GenEmu;

/// <summary>The header of a bzImage, from 1F1h on. Untrusted: everything is checked here.</summary>
internal sealed class LinuxSetupHeader
{
    private const int Start = 0x1F1;
    private const int JumpTarget = 0x201;          // how far the header reaches is the distance of the jump that precedes it
    private const int Signature = 0x202;
    private const uint HdrS = 0x5372_6448;
    private const int SmallestVersion = 0x0202;    // has cmd_line_ptr
    private const int Sector = 512;
    private const byte DefaultSetupSectors = 4;

    private readonly byte[] _image;

    public LinuxSetupHeader(string path, byte[] image)
    {
        _image = image;
        byte sectors = image[Start];
        SetupLength = ((sectors == 0 ? DefaultSetupSectors : sectors) + 1) * Sector;
        if (Version < SmallestVersion || (image[0x211] & 1) == 0)
        {
            throw new MachineConfigurationException($"{path}: this Linux kernel is too old (boot protocol {Version >> 8}.{Version & 0xFF}, or a zImage); a bzImage with boot protocol 2.2 or later is needed");
        }

        if (SetupLength >= image.Length)
        {
            throw new MachineConfigurationException($"{path}: the kernel is cut off: it has {image.Length} bytes, and its setup part alone {SetupLength}");
        }

        // XLF_KERNEL_64 says that the image has a 64-bit entry; such a kernel refuses a CPU without long mode.
        if (Version >= 0x020C && (Word(0x236) & 1) != 0)
        {
            throw new MachineConfigurationException($"{path}: this is a 64-bit kernel, and the CPU has no x86-64; take a 32-bit one (in Debian: a linux-image for 686)");
        }
    }

    /// <summary>The real-mode part; the kernel proper follows it.</summary>
    public int SetupLength { get; }

    /// <summary>The header's bytes, for the boot parameters at the same offset.</summary>
    public ReadOnlySpan<byte> Bytes => _image.AsSpan(Start, Math.Min(Signature + _image[JumpTarget], SetupLength) - Start);

    public uint EntryAddress => Dword(0x214);

    public uint InitrdAddressMax => Version >= 0x0203 ? Dword(0x22C) : 0x37FF_FFFF;

    /// <summary>The longest command line; 0 where the protocol does not say.</summary>
    public uint CommandLineSize => Version >= 0x0206 ? Dword(0x238) : 0;

    public ulong PreferredAddress => Version >= 0x020A ? BinaryPrimitives.ReadUInt64LittleEndian(_image.AsSpan(0x258)) & uint.MaxValue : 0;

    /// <summary>Memory from the preferred address on that the kernel needs before it knows the memory map.</summary>
    public uint InitSize => Version >= 0x020A ? Dword(0x260) : 0;

    private int Version => Word(0x206);

    public static bool IsPresent(byte[] image) => image.Length > 0x268 && BinaryPrimitives.ReadUInt32LittleEndian(image.AsSpan(Signature)) == HdrS;

    private ushort Word(int offset) => BinaryPrimitives.ReadUInt16LittleEndian(_image.AsSpan(offset));

    private uint Dword(int offset) => BinaryPrimitives.ReadUInt32LittleEndian(_image.AsSpan(offset));
}
