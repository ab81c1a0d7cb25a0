using GenEmu.Abstractions;

namespace GenEmu.Conformance.Tests.Fuzz;

/// <summary>Answers every access with a number that depends on the access and on how many came before, and keeps a log. In the place of RAM it is memory.</summary>
internal sealed class FuzzDevice : IPortDevice, IAsyncPortDevice, IMmioDevice, IAsyncMmioDevice
{
    private TaskCompletionSource? _waiting;
    private ulong _seed;

    public List<FuzzAccess> Log { get; } = [];

    /// <summary>What it holds where it stands in the place of RAM.</summary>
    public byte[] Contents { get; } = new byte[FuzzLayout.RamEnd];

    /// <summary>Whether the asynchronous interface makes its callers wait.</summary>
    public bool AnswersLater { get; set; }

    /// <summary>Called when the guest writes to the interrupt register.</summary>
    public Action? RaiseInterrupt { get; set; }

    public void Start(ulong seed)
    {
        Log.Clear();
        _seed = seed;
    }

    /// <summary>Lets the access that waits complete.</summary>
    /// <returns>Whether one waited.</returns>
    public bool Release()
    {
        TaskCompletionSource? waiting = _waiting;
        _waiting = null;
        waiting?.SetResult();
        return waiting is not null;
    }

    public uint ReadPort(PortAccess access) => (uint)Read(port: true, access.Port, access.Width);

    public void WritePort(PortAccess access, uint value) => Write(port: true, access.Port, access.Width, value);

    public ulong ReadMmio(MmioAccess access) => Read(port: false, access.Address, access.Width);

    public void WriteMmio(MmioAccess access, ulong value) => Write(port: false, access.Address, access.Width, value);

    public async ValueTask<uint> ReadPortAsync(PortAccess access, CancellationToken cancellationToken)
    {
        uint value = ReadPort(access);
        await Later();
        return value;
    }

    public async ValueTask WritePortAsync(PortAccess access, uint value, CancellationToken cancellationToken)
    {
        WritePort(access, value);
        await Later();
    }

    public async ValueTask<ulong> ReadMmioAsync(MmioAccess access, CancellationToken cancellationToken)
    {
        ulong value = ReadMmio(access);
        await Later();
        return value;
    }

    public async ValueTask WriteMmioAsync(MmioAccess access, ulong value, CancellationToken cancellationToken)
    {
        WriteMmio(access, value);
        await Later();
    }

    private ValueTask Later()
    {
        if (!AnswersLater)
        {
            return ValueTask.CompletedTask;
        }

        _waiting = new TaskCompletionSource();
        return new ValueTask(_waiting.Task);
    }

    private ulong Read(bool port, ulong address, int width)
    {
        bool isMemory = !port && address < FuzzLayout.RamEnd;
        ulong value = isMemory ? ReadContents(address, width) : new FuzzRandom(_seed + (address * 64) + (ulong)(width * 8) + ((ulong)Log.Count << 32)).Next64();
        Log.Add(new FuzzAccess(port, Write: false, address, width, value));
        return value;
    }

    private void Write(bool port, ulong address, int width, ulong value)
    {
        ulong mask = ulong.MaxValue >> (64 - (8 * width));
        Log.Add(new FuzzAccess(port, Write: true, address, width, value & mask));
        if (!port && address < FuzzLayout.RamEnd)
        {
            BitConverter.GetBytes(value).AsSpan(0, width).CopyTo(Contents.AsSpan((int)address));
        }
        else if ((address & 15) == FuzzLayout.InterruptRegister)
        {
            RaiseInterrupt?.Invoke();
        }
    }

    private ulong ReadContents(ulong address, int width)
    {
        Span<byte> bytes = stackalloc byte[8];
        Contents.AsSpan((int)address, width).CopyTo(bytes);
        return BitConverter.ToUInt64(bytes);
    }
}
