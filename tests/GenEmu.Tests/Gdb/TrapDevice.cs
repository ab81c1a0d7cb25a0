using GenEmu.Abstractions;

namespace GenEmu.Tests.Gdb;

/// <summary>Registers that notice every access.</summary>
internal sealed class TrapDevice : IDevice, IMmioDevice
{
    public const ulong Base = 0x8000_0000;

    public int Accesses { get; private set; }

    public void Attach(IDeviceHost host) => host.MemoryMap.Claim(new MmioClaim { Base = Base, Length = 0x1000, Widths = AccessWidths.UpToDword }, this);

    public void Reset(ResetKind kind)
    {
        // It has no state.
    }

    public ulong ReadMmio(MmioAccess access) => (ulong)++Accesses;

    public void WriteMmio(MmioAccess access, ulong value) => Accesses++;
}
