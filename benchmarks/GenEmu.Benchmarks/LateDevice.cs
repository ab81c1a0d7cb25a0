using System.Threading.Tasks.Sources;
using GenEmu.Abstractions;

namespace GenEmu.Benchmarks;

/// <summary>Answers when it is told to, and allocates nothing itself: what is measured is the waiting.</summary>
internal sealed class LateDevice : IAsyncPortDevice, IValueTaskSource<uint>
{
    private ManualResetValueTaskSourceCore<uint> _core;

    public ValueTask<uint> ReadPortAsync(PortAccess access, CancellationToken cancellationToken)
    {
        _core.Reset();
        return new ValueTask<uint>(this, _core.Version);
    }

    public ValueTask WritePortAsync(PortAccess access, uint value, CancellationToken cancellationToken) => default;

    public void Answer(uint value) => _core.SetResult(value);

    public uint GetResult(short token) => _core.GetResult(token);

    public ValueTaskSourceStatus GetStatus(short token) => _core.GetStatus(token);

    public void OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags)
        => _core.OnCompleted(continuation, state, token, flags);
}
