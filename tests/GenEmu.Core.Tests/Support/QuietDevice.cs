using GenEmu.Abstractions;

namespace GenEmu.Core.Tests.Support;

/// <summary>Answers everything at once and allocates nothing, so that what is measured is the bus.</summary>
internal sealed class QuietDevice : IPortDevice, IAsyncPortDevice, IMmioDevice, IAsyncMmioDevice
{
    public ulong Last { get; private set; }

    /// <summary>Called after a port was written at once.</summary>
    public Action? Written { get; init; }

    public int Writes { get; private set; }

    public uint ReadPort(PortAccess access) => 0x5A5A5A5A;

    public void WritePort(PortAccess access, uint value)
    {
        Last = value;
        Writes++;
        Written?.Invoke();
    }

    public ulong ReadMmio(MmioAccess access) => 0x5A5A5A5A;

    public void WriteMmio(MmioAccess access, ulong value) => Last = value;

    public ValueTask<uint> ReadPortAsync(PortAccess access, CancellationToken cancellationToken) => new(0x5A5A5A5A);

    public ValueTask WritePortAsync(PortAccess access, uint value, CancellationToken cancellationToken)
    {
        Last = value;
        return default;
    }

    public ValueTask<ulong> ReadMmioAsync(MmioAccess access, CancellationToken cancellationToken) => new(0x5A5A5A5A);

    public ValueTask WriteMmioAsync(MmioAccess access, ulong value, CancellationToken cancellationToken)
    {
        Last = value;
        return default;
    }
}
