using System.Buffers.Binary;
using GenEmu.Abstractions;

namespace GenEmu.Plugins.Pc;

/// <summary>
/// What a set-up program would have left in the battery-backed RAM. The places up to 2Fh are those of the IBM PC/AT (Technical
/// Reference, "Real-time clock / CMOS RAM"), the rest what QEMU (hw/i386/pc.c) agreed on with SeaBIOS (docs: src/hw/rtc.h).
/// </summary>
internal static class CmosContents
{
    private const int FloppyTypes = 0x10;
    private const int Equipment = 0x14;
    private const int BaseMemory = 0x15;
    private const int ExtendedMemory = 0x17;
    private const int SystemFlags = 0x2D;
    private const int Checksum = 0x2E;
    private const int ActualExtendedMemory = 0x30;
    private const int MemoryAbove16M = 0x34;
    private const int ThirdBootDevice = 0x38;
    private const int DiskTranslation = 0x39;
    private const int BootDevices = 0x3D;
    private const int MemoryAbove4G = 0x5B;
    private const int CpuCountLessOne = 0x5F;

    private const byte FpuPresent = 0x02;
    private const byte FloppyPresent = 0x01;
    private const byte SecondFloppy = 0x40;
    private const byte FloppyBeforeDisk = 0x20;

    private const ulong Kilobyte = 1024;
    private const ulong Megabyte = 1024 * Kilobyte;
    private const ulong Block = 64 * Kilobyte;

    /// <summary>Fills the RAM for a machine.</summary>
    public static void Fill(Span<byte> cmos, IDeviceHost host, BootDevice first)
    {
        WriteMemory(cmos, host.Machine);
        WriteFloppies(cmos, host.Disk("floppy0"), host.Disk("floppy1"));
        WriteDisks(cmos, host);
        WriteBootOrder(cmos, first);
        cmos[CpuCountLessOne] = (byte)(host.Machine.CpuCount - 1);
        BinaryPrimitives.WriteUInt16BigEndian(cmos[Checksum..], Sum(cmos[FloppyTypes..Checksum]));
    }

    private static void WriteMemory(Span<byte> cmos, IMachineFacts machine)
    {
        WriteWord(cmos, BaseMemory, Math.Min(machine.LowMemorySize / Kilobyte, 640));
        ulong extended = Above(machine.LowMemorySize, Megabyte) / Kilobyte;
        WriteWord(cmos, ExtendedMemory, extended);
        WriteWord(cmos, ActualExtendedMemory, extended);
        WriteWord(cmos, MemoryAbove16M, Above(machine.LowMemorySize, 16 * Megabyte) / Block);
        ulong high = (machine.MemorySize - machine.LowMemorySize) / Block;
        WriteWord(cmos, MemoryAbove4G, high & 0xFFFF);
        cmos[MemoryAbove4G + 2] = (byte)(high >> 16);
    }

    private static void WriteFloppies(Span<byte> cmos, IDiskImage? first, IDiskImage? second)
    {
        cmos[FloppyTypes] = (byte)((FloppyType(first) << 4) | FloppyType(second));
        cmos[Equipment] = (byte)(FpuPresent
            | (first is not null || second is not null ? FloppyPresent : 0)
            | (first is not null && second is not null ? SecondFloppy : 0));
    }

    /// <summary>
    /// How INT 13h turns cylinders, heads and sectors into a disk's, two bits for each of the four drives: as they are while there are at most 1024 cylinders, else
    /// by way of sector numbers, which reaches 8 GB.
    /// </summary>
    private static void WriteDisks(Span<byte> cmos, IDeviceHost host)
    {
        const int drives = 4, mostCylinders = 1024, byNumber = 1;
        for (int i = 0; i < drives; i++)
        {
            long sectors = (host.Disk($"disk{i}")?.Length ?? 0) / IdeDrive.DiskSector;
            bool large = IdeDrive.Cylinders(sectors, IdeDrive.DefaultHeads, IdeDrive.DefaultSectorsPerTrack) > mostCylinders;
            cmos[DiskTranslation] |= (byte)(large ? byNumber << (2 * i) : 0);
        }
    }

    /// <summary>The board comes with the drive that the medium was made for, so firmware need not guess the medium.</summary>
    private static int FloppyType(IDiskImage? image) => image is null ? 0 : FloppyGeometry.For(image.Length).CmosType;

    private static void WriteBootOrder(Span<byte> cmos, BootDevice first)
    {
        BootDevice[] order = [first, .. Enum.GetValues<BootDevice>().Where(device => device != first)];
        cmos[BootDevices] = (byte)((byte)order[0] | ((byte)order[1] << 4));
        cmos[ThirdBootDevice] = (byte)((byte)order[2] << 4);
        cmos[SystemFlags] = first == BootDevice.Floppy ? FloppyBeforeDisk : (byte)0;
    }

    private static ulong Above(ulong size, ulong start) => size > start ? size - start : 0;

    private static void WriteWord(Span<byte> cmos, int index, ulong value) =>
        BinaryPrimitives.WriteUInt16LittleEndian(cmos[index..], (ushort)Math.Min(value, 0xFFFF));

    private static ushort Sum(ReadOnlySpan<byte> bytes)
    {
        int sum = 0;
        foreach (byte value in bytes)
        {
            sum += value;
        }

        return (ushort)sum;
    }
}
