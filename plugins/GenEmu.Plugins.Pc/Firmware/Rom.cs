using GenEmu.Abstractions;

namespace GenEmu.Plugins.Pc;

/// <summary>The firmware's flash ROM, as a PC decodes it: it ends at 4 GiB, where the CPU fetches its first instruction, and its end shows again below 1 MiB.</summary>
/// <remarks>
/// The chipset aliases the top 128 KiB to E0000h–FFFFFh so that firmware can run in real mode (82371SB datasheet, "BIOS memory").
/// Guest writes are dropped: the flash commands of real parts are not modelled.
/// </remarks>
[Device("genemu.rom", Summary = "Firmware ROM at the end of 4 GiB and of 1 MiB")]
public sealed partial class Rom
{
    private const ulong EndOfAddressSpace = 0x1_0000_0000;
    private const ulong EndOfRealMode = 0x10_0000;
    private const int LargestAlias = 128 << 10;
    private const int LargestRom = 16 << 20;
    private const int PageSize = 4096;

    [Parameter("file", Summary = "The host's name for the firmware image")]
    private string _file = "bios";

    [OnAttach]
    private void Map()
    {
        ReadOnlySpan<byte> image = Image().Span;
        MapEndingAt(EndOfAddressSpace, image);
        MapEndingAt(EndOfRealMode, image[^Math.Min(image.Length, LargestAlias)..]);
    }

    private ReadOnlyMemory<byte> Image()
    {
        ReadOnlyMemory<byte> image = Host.File(_file)
            ?? throw new DeviceConfigurationException($"parameter 'file': the host bound no file to the name '{_file}'");
        return image.Length is > 0 and <= LargestRom && image.Length % PageSize == 0
            ? image
            : throw new DeviceConfigurationException($"parameter 'file': '{_file}' has {image.Length} bytes; a firmware image has a multiple of {PageSize}, at most {LargestRom >> 20} MiB");
    }

    private void MapEndingAt(ulong end, ReadOnlySpan<byte> contents)
    {
        ulong length = (ulong)contents.Length;
        _ = Host.MemoryMap.MapRom(new MemoryClaim { Base = end - length, Length = length }, contents);
    }
}
