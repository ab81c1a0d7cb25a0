using System.Buffers.Binary;
using System.Text;
using GenEmu.Abstractions;
using GenEmu.Core;

namespace GenEmu;

/// <summary>A multiboot 1 kernel: flat binary by its header's addresses, or ELF32.</summary>
/// <remarks>Multiboot Specification 0.6.96.</remarks>
internal sealed class MultibootKernel : BootImage
{
    private const int SearchLength = 8192;
    private const uint HeaderMagic = 0x1BAD_B002;
    private const uint LoaderMagic = 0x2BAD_B002;
    private const uint HasAddresses = 1 << 16;
    private const uint RequiredFlags = 0xFFFF;
    private const uint KnownRequiredFlags = 0b111;       // page-aligned modules, memory map, video mode (a wish that may be ignored)
    private const ulong PageMask = 0xFFF;
    private const ulong OneMiB = 0x10_0000;

    private readonly List<LoadSegment> _segments;
    private readonly uint _entry;
    private readonly byte[] _module;
    private readonly string? _modulePath;
    private readonly string _commandLine;
    private uint _moduleAddress;
    private IMachineFacts? _facts;

    private MultibootKernel(string path, byte[] image, int header, string? modulePath, byte[] module, string commandLine)
        : base(path)
    {
        (_modulePath, _module, _commandLine) = (modulePath, module, commandLine);
        uint flags = Read(image, header + 4);
        if ((flags & RequiredFlags & ~KnownRequiredFlags) != 0)
        {
            throw new MachineConfigurationException($"{path}: this multiboot kernel requires features that multiboot 1 does not define (flags {flags & RequiredFlags:X}h)");
        }

        (_segments, _entry) = (flags & HasAddresses) != 0 ? LoadSegment.OfHeader(path, image, header) : LoadSegment.OfElf(path, image);
    }

    /// <summary>Reads a kernel; null if it is none.</summary>
    public static MultibootKernel? TryParse(string path, byte[] image, string? modulePath, byte[] module, string commandLine)
    {
        for (int at = 0; at + 12 <= Math.Min(image.Length, SearchLength); at += 4)
        {
            if (Read(image, at) == HeaderMagic && Read(image, at) + Read(image, at + 4) + Read(image, at + 8) == 0)
            {
                return new MultibootKernel(path, image, at, modulePath, module, commandLine);
            }
        }

        return null;
    }

    internal override void Place(IMachineFacts facts)
    {
        _facts = facts;
        ulong end = OneMiB;
        foreach (LoadSegment segment in _segments)
        {
            ulong segmentEnd = segment.Address + (ulong)segment.MemorySize;
            if (segmentEnd > facts.LowMemorySize)
            {
                throw TooLarge(Path, segment.MemorySize, facts);
            }

            end = Math.Max(end, segmentEnd);
        }

        end = (end + PageMask) & ~PageMask;
        if (end + (ulong)_module.Length > facts.LowMemorySize)
        {
            throw TooLarge(_modulePath ?? Path, _module.Length, facts);
        }

        _moduleAddress = (uint)end;
    }

    internal override void Start(IGuestMemory memory, Vcpu cpu, IAcpiTables? tables)
    {
        foreach (LoadSegment segment in _segments)
        {
            memory.Write(segment.Address, segment.Contents.Span);
            memory.Write(segment.Address + (ulong)segment.Contents.Length, new byte[segment.MemorySize - segment.Contents.Length]);
        }

        memory.Write(_moduleAddress, _module);
        var information = new MultibootInformation(_facts!, Encoding.ASCII.GetBytes($"{Path} {_commandLine}".TrimEnd()));
        if (_modulePath is { } module)
        {
            information.SetModule(_moduleAddress, (uint)_module.Length, Encoding.ASCII.GetBytes(module));
        }

        memory.Write(MultibootInformation.Address, information.Bytes);
        FlatMode.Enter(memory, cpu, _entry);
        cpu.Registers.Rax = LoaderMagic;
        cpu.Registers.Rbx = MultibootInformation.Address;
    }

    private static uint Read(byte[] image, int offset) => BinaryPrimitives.ReadUInt32LittleEndian(image.AsSpan(offset));
}
