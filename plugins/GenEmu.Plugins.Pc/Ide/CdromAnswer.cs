using System.Runtime.InteropServices;

namespace GenEmu.Plugins.Pc;

/// <summary>What a packet command comes to: bytes in the buffer, sectors of the medium, nothing, or an error.</summary>
/// <param name="Sense">The error, if any.</param>
/// <param name="Length">Bytes in the buffer.</param>
/// <param name="FirstSector">The first sector to read.</param>
/// <param name="Sectors">How many.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct CdromAnswer(ScsiSense Sense, int Length, long FirstSector, long Sectors)
{
    public static CdromAnswer Done => default;

    public static CdromAnswer Error(ScsiSense sense) => new(sense, 0, 0, 0);

    public static CdromAnswer Bytes(int length) => new(ScsiSense.None, length, 0, 0);

    public static CdromAnswer Read(long first, long count) => new(ScsiSense.None, 0, first, count);
}
