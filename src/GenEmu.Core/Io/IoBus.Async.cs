using GenEmu.Abstractions;

namespace GenEmu.Core.Io;

/// <content>Devices that may answer later.</content>
internal sealed partial class IoBus
{
    private PendingAnswer? _spare;

    private PendingAnswer? Read(IAsyncPortDevice device, PortAccess access, in IoRequest request, out ulong answer)
    {
        PendingAnswer pending = Rent(request);
        if (GoesOn(device, pending, out ValueTask<ulong> resumed))
        {
            return End(resumed, pending, out answer);
        }

        ValueTask<uint> task = device.ReadPortAsync(access, pending.CancellationToken);
        if (task.IsCompleted)
        {
            answer = task.GetAwaiter().GetResult();
            return GiveBack(pending);
        }

        answer = 0;
        pending.Await(task);
        return pending;
    }

    private PendingAnswer? Read(IAsyncMmioDevice device, MmioAccess access, in IoRequest request, out ulong answer)
    {
        PendingAnswer pending = Rent(request);
        if (GoesOn(device, pending, out ValueTask<ulong> resumed))
        {
            return End(resumed, pending, out answer);
        }

        ValueTask<ulong> task = device.ReadMmioAsync(access, pending.CancellationToken);
        if (task.IsCompleted)
        {
            answer = task.GetAwaiter().GetResult();
            return GiveBack(pending);
        }

        answer = 0;
        pending.Await(task);
        return pending;
    }

    private PendingAnswer? Write(IAsyncPortDevice device, PortAccess access, in IoRequest request, out ulong answer)
    {
        PendingAnswer pending = Rent(request);
        if (GoesOn(device, pending, out ValueTask<ulong> resumed))
        {
            return End(resumed, pending, out answer);
        }

        answer = 0;
        return End(device.WritePortAsync(access, (uint)request.Data, pending.CancellationToken), pending);
    }

    private PendingAnswer? Write(IAsyncMmioDevice device, MmioAccess access, in IoRequest request, out ulong answer)
    {
        PendingAnswer pending = Rent(request);
        if (GoesOn(device, pending, out ValueTask<ulong> resumed))
        {
            return End(resumed, pending, out answer);
        }

        answer = 0;
        return End(device.WriteMmioAsync(access, request.Data, pending.CancellationToken), pending);
    }

    /// <summary>Tells a device that accepts first of an access: whether it had accepted it before and goes on with it, instead of being asked anew.</summary>
    private bool GoesOn(object device, PendingAnswer pending, out ValueTask<ulong> resumed)
    {
        resumed = default;
        if (device is not IResumable resumable)
        {
            return false;
        }

        if (_again is not null && resumable.Resume(pending.Request.Id, pending.CancellationToken) is { } task)
        {
            resumed = task;
            return true;
        }

        resumable.Accept(pending.Request.Id);
        return false;
    }

    private PendingAnswer? End(ValueTask<ulong> resumed, PendingAnswer pending, out ulong answer)
    {
        if (resumed.IsCompleted)
        {
            answer = resumed.GetAwaiter().GetResult();
            return GiveBack(pending);
        }

        answer = 0;
        pending.AwaitResumed(resumed);
        return pending;
    }

    private PendingAnswer? End(ValueTask task, PendingAnswer pending)
    {
        if (task.IsCompleted)
        {
            task.GetAwaiter().GetResult();
            return GiveBack(pending);
        }

        pending.Await(task);
        return pending;
    }

    /// <summary>Most asynchronous devices answer most accesses at once, so one object serves until an access really waits. Then it is that access's own.</summary>
    private PendingAnswer Rent(in IoRequest request)
    {
        PendingAnswer pending = _spare ?? new PendingAnswer(this);
        _spare = null;
        return pending.For(request);
    }

    private PendingAnswer? GiveBack(PendingAnswer pending)
    {
        _spare = pending.TryReuse() ? pending : null;
        return null;
    }
}
