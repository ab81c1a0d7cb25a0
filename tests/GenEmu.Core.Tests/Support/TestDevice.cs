using GenEmu.Abstractions;

namespace GenEmu.Core.Tests.Support;

/// <summary>DEV of the rules: records what it is asked, and answers at once or when <see cref="Release"/> says so.</summary>
internal sealed class TestDevice : IPortDevice, IAsyncPortDevice, IMmioDevice, IAsyncMmioDevice, IResumable
{
    private readonly Queue<TaskCompletionSource<ulong>> _waiting = new();
    private readonly Dictionary<ulong, TaskCompletionSource<ulong>> _accepted = [];
    private readonly Queue<ulong> _answers = new();
    private ulong _accepting;

    /// <summary>What a read gives when nothing is queued.</summary>
    public ulong Value { get; set; }

    /// <summary>Every access: <c>r 3F8/1</c> or <c>w 3F8/1=41</c>.</summary>
    public List<string> Log { get; } = [];

    public int Reads => Log.Count(l => l[0] == 'r');

    public int Writes => Log.Count(l => l[0] == 'w');

    /// <summary>Called with every write, before it completes.</summary>
    public Action<ulong, ulong>? Written { get; set; }

    /// <summary>Called with every access once it is in <see cref="Log"/>.</summary>
    public Action? Asked { get; set; }

    public CancellationToken LastToken { get; private set; }

    public bool IsWaiting => _waiting.Count > 0;

    public void Queue(params ulong[] answers)
    {
        foreach (ulong answer in answers)
        {
            _answers.Enqueue(answer);
        }
    }

    /// <summary>Answers the oldest access that waits.</summary>
    public void Release()
    {
        TaskCompletionSource<ulong> source = _waiting.Dequeue();
        source.SetResult((ulong)source.Task.AsyncState!);
    }

    /// <summary>Makes the oldest access that waits fail.</summary>
    public void Fail(Exception exception) => _waiting.Dequeue().SetException(exception);

    public void Accept(ulong id) => _accepting = id;

    public ValueTask<ulong>? Resume(ulong id, CancellationToken cancellationToken)
    {
        LastToken = cancellationToken;
        return _accepted.TryGetValue(id, out TaskCompletionSource<ulong>? source) ? new ValueTask<ulong>(source.Task) : null;
    }

    public uint ReadPort(PortAccess access) => (uint)Read(access.Port, access.Width);

    public void WritePort(PortAccess access, uint value) => Write(access.Port, access.Width, value);

    public ulong ReadMmio(MmioAccess access) => Read(access.Address, access.Width);

    public void WriteMmio(MmioAccess access, ulong value) => Write(access.Address, access.Width, value);

    public async ValueTask<uint> ReadPortAsync(PortAccess access, CancellationToken cancellationToken)
        => (uint)await Later(Read(access.Port, access.Width), cancellationToken).ConfigureAwait(false);

    public async ValueTask WritePortAsync(PortAccess access, uint value, CancellationToken cancellationToken)
    {
        Write(access.Port, access.Width, value);
        await Later(0, cancellationToken).ConfigureAwait(false);
    }

    public async ValueTask<ulong> ReadMmioAsync(MmioAccess access, CancellationToken cancellationToken)
        => await Later(Read(access.Address, access.Width), cancellationToken).ConfigureAwait(false);

    public async ValueTask WriteMmioAsync(MmioAccess access, ulong value, CancellationToken cancellationToken)
    {
        Write(access.Address, access.Width, value);
        await Later(0, cancellationToken).ConfigureAwait(false);
    }

    private async Task<ulong> Later(ulong value, CancellationToken cancellationToken)
    {
        LastToken = cancellationToken;
        var source = new TaskCompletionSource<ulong>(value);
        _waiting.Enqueue(source);
        _accepted[_accepting] = source;
        return await source.Task.ConfigureAwait(false);
    }

    private ulong Read(ulong address, int width)
    {
        Log.Add($"r {address:X}/{width}");
        Asked?.Invoke();
        return _answers.Count > 0 ? _answers.Dequeue() : Value;
    }

    private void Write(ulong address, int width, ulong value)
    {
        Log.Add($"w {address:X}/{width}={value:X}");
        Asked?.Invoke();
        Written?.Invoke(address, value);
    }
}
