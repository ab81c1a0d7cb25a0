using GenEmu.Abstractions;

namespace GenEmu.Benchmarks;

/// <summary>Answers at once and does nothing: what is measured is the way to it.</summary>
internal sealed class NullDevice : IPortDevice, IMmioDevice
{
    public ulong Last { get; private set; }

    public uint ReadPort(PortAccess access) => 0x5A;

    public void WritePort(PortAccess access, uint value) => Last = value;

    public ulong ReadMmio(MmioAccess access) => 0x5A;

    public void WriteMmio(MmioAccess access, ulong value) => Last = value;
}
