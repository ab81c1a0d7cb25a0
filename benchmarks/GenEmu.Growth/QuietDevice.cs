using GenEmu.Abstractions;

namespace GenEmu.Growth;

/// <summary>One of many devices: some ports and a page of registers.</summary>
internal sealed class QuietDevice(int number) : IDevice, IPortDevice, IMmioDevice
{
    /// <summary>Ports of one device.</summary>
    public const int Ports = 8;

    private const ulong Registers = 0xD000_0000;

    /// <summary>How often the guest asked.</summary>
    public long Answers { get; private set; }

    /// <summary>The first port of a device.</summary>
    public static int Base(int number) => 0x4000 + (number * Ports);

    public void Attach(IDeviceHost host)
    {
        _ = host.Ports.Claim(new PortClaim { Base = (ushort)Base(number), Length = Ports }, this);
        _ = host.MemoryMap.Claim(new MmioClaim { Base = Registers + ((ulong)number << 12), Length = 0x1000 }, this);
    }

    public void Reset(ResetKind kind) => Answers = 0;

    public uint ReadPort(PortAccess access)
    {
        Answers++;
        return 0x5A;
    }

    public void WritePort(PortAccess access, uint value) => Answers++;

    public ulong ReadMmio(MmioAccess access) => 0x5A;

    public void WriteMmio(MmioAccess access, ulong value) => Answers++;
}
