using GenEmu.Abstractions;

namespace GenEmu.Core.Tests.Paths;

/// <summary>Memory and ports that answer as a device does: at once, or when <see cref="Release"/> says so. It keeps one log of all accesses.</summary>
internal sealed class MemoryDevice(byte[] contents) : IPortDevice, IAsyncPortDevice, IMmioDevice, IAsyncMmioDevice
{
    private TaskCompletionSource? _waiting;
    private uint _portReads;

    public byte[] Contents { get; } = contents;

    public List<string> Log { get; } = [];

    /// <summary>The number of the access that throws; negative if none does.</summary>
    public int ThrowsAt { get; set; } = -1;

    /// <summary>Which structure each access of <see cref="Log"/> met.</summary>
    public HashSet<Structure> Touched { get; } = [];

    /// <summary>Lets the access that waits complete.</summary>
    public void Release()
    {
        TaskCompletionSource waiting = _waiting ?? throw new InvalidOperationException("Nothing waits.");
        _waiting = null;
        waiting.SetResult();
    }

    /// <summary>The machine that waits is gone; the access has done nothing yet.</summary>
    public void Forget() => _waiting = null;

    public uint ReadPort(PortAccess access)
    {
        Touched.Add(Structure.Ports);
        uint value = 0x8040_2010u + (_portReads++ * 0x0101_0101u);
        Note($"in {access.Port:X}/{access.Width}");
        return value;
    }

    public void WritePort(PortAccess access, uint value)
    {
        Touched.Add(Structure.Ports);
        Note($"out {access.Port:X}/{access.Width}={value:X}");
    }

    public ulong ReadMmio(MmioAccess access)
    {
        Touch(access);
        Span<byte> bytes = stackalloc byte[8];
        Contents.AsSpan((int)access.Address, access.Width).CopyTo(bytes);
        ulong value = BitConverter.ToUInt64(bytes);
        Note($"r {access.Address:X}/{access.Width}={value:X}");
        return value;
    }

    public void WriteMmio(MmioAccess access, ulong value)
    {
        Touch(access);
        Note($"w {access.Address:X}/{access.Width}={value:X}");
        BitConverter.GetBytes(value).AsSpan(0, access.Width).CopyTo(Contents.AsSpan((int)access.Address));
    }

    public async ValueTask<uint> ReadPortAsync(PortAccess access, CancellationToken cancellationToken)
    {
        await Later();
        return ReadPort(access);
    }

    public async ValueTask WritePortAsync(PortAccess access, uint value, CancellationToken cancellationToken)
    {
        await Later();
        WritePort(access, value);
    }

    public async ValueTask<ulong> ReadMmioAsync(MmioAccess access, CancellationToken cancellationToken)
    {
        await Later();
        return ReadMmio(access);
    }

    public async ValueTask WriteMmioAsync(MmioAccess access, ulong value, CancellationToken cancellationToken)
    {
        await Later();
        WriteMmio(access, value);
    }

    private Task Later()
    {
        _waiting.ShouldBeNull();             // one vCPU waits for one access at a time
        _waiting = new TaskCompletionSource();
        return _waiting.Task;
    }

    private void Touch(MmioAccess access) => Touched.Add((Structure)((access.Address - PathLayout.First) / PathLayout.PageSize));

    private void Note(string text)
    {
        Log.Add(text);
        if (Log.Count - 1 == ThrowsAt)
        {
            throw new InvalidOperationException("The device is broken.");
        }
    }
}
