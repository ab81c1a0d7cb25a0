using GenEmu.Abstractions;
using GenEmu.Core.Memory;

namespace GenEmu.Core.Io;

/// <content>Accesses of recorded instructions, each answered at once or later.</content>
internal sealed partial class IoBus
{
    private ulong? _again;

    /// <summary>Starts one natively sized port access.</summary>
    /// <param name="layer">Who answers; null for nobody.</param>
    /// <param name="port">The port.</param>
    /// <param name="width">1, 2 or 4 bytes.</param>
    /// <param name="write">The direction.</param>
    /// <param name="value">What is written.</param>
    /// <param name="answer">The answer, if it was immediate.</param>
    /// <returns>Null if the answer was immediate.</returns>
    public PendingAnswer? StartPort(PortLayer? layer, int port, int width, bool write, uint value, out ulong answer)
    {
        IoRequest request = Announce(write ? IoKind.PortWrite : IoKind.PortRead, (ulong)port, width, value, layer?.Owner);
        PendingAnswer? pending = null;
        answer = ulong.MaxValue;
        if (layer is null)
        {
            Unclaimed?.Invoke(request);
            answer = Mask64(width);
            return null;
        }

        if (write && layer.Coalesces && _held.TryAdd(layer, request.Id, (ulong)port, width, value))
        {
            answer = 0;
            return null;
        }

        FlushWrites();
        _request = request;
        _isCalling = true;
        try
        {
            PortAccess access = layer.Access(port, width);
            if (layer.AsyncDevice is { } later)
            {
                pending = Call(later, access, request, out answer);
            }
            else if (write)
            {
                layer.Write!(access, value);
            }
            else
            {
                answer = layer.Read!(access);
            }
        }
        catch (Exception exception)
        {
            Fault(request, exception);
            answer = ulong.MaxValue;
        }

        _isCalling = false;
        answer &= Mask64(width);
        return pending ?? Hold(request, answer);
    }

    /// <summary>Starts one natively sized memory access.</summary>
    /// <param name="layer">Who answers; null for nobody.</param>
    /// <param name="address">The physical address.</param>
    /// <param name="width">1, 2, 4 or 8 bytes.</param>
    /// <param name="write">The direction.</param>
    /// <param name="value">What is written.</param>
    /// <param name="answer">The answer, if it was immediate.</param>
    /// <returns>Null if the answer was immediate.</returns>
    public PendingAnswer? StartMemory(MemoryLayer? layer, ulong address, int width, bool write, ulong value, out ulong answer)
    {
        IoRequest request = Announce(write ? IoKind.MemoryWrite : IoKind.MemoryRead, address, width, value, layer?.Owner);
        PendingAnswer? pending = null;
        answer = ulong.MaxValue;
        if (layer is null)
        {
            Unclaimed?.Invoke(request);
            answer = Mask64(width);
            return null;
        }

        if (write && layer.Coalesces && _held.TryAdd(layer, request.Id, address, width, value))
        {
            answer = 0;
            return null;
        }

        FlushWrites();
        _request = request;
        _isCalling = true;
        try
        {
            MmioAccess access = layer.Access(address, width);
            if (layer.AsyncDevice is { } later)
            {
                pending = Call(later, access, request, out answer);
            }
            else if (write)
            {
                layer.Write!(access, value);
            }
            else
            {
                answer = layer.Read!(access);
            }
        }
        catch (Exception exception)
        {
            Fault(request, exception);
            answer = ulong.MaxValue;
        }

        _isCalling = false;
        answer &= Mask64(width);
        return pending ?? Hold(request, answer);
    }

    /// <summary>Offers a port access that waits to who answers there now, under the id that it has.</summary>
    public PendingAnswer RestartPort(PortLayer? layer, in IoRequest request)
    {
        _again = request.Id;
        PendingAnswer? pending = StartPort(layer, (int)request.Address, request.Width, request.Kind == IoKind.PortWrite, (uint)request.Data, out ulong answer);
        _again = null;
        return pending ?? Answer(request, answer);
    }

    /// <summary>Offers a memory access that waits to who answers there now, under the id that it has.</summary>
    public PendingAnswer RestartMemory(MemoryLayer? layer, in IoRequest request)
    {
        _again = request.Id;
        PendingAnswer? pending = StartMemory(layer, request.Address, request.Width, request.Kind == IoKind.MemoryWrite, request.Data, out ulong answer);
        _again = null;
        return pending ?? Answer(request, answer);
    }

    /// <summary>An access that is over, in a device's place.</summary>
    /// <param name="request">The access.</param>
    /// <param name="value">Its answer.</param>
    /// <param name="error">What is said to have gone wrong, if anything.</param>
    public PendingAnswer Answer(in IoRequest request, ulong value, Exception? error = null)
    {
        PendingAnswer answer = new PendingAnswer(this).For(request);
        answer.Complete(value, error);
        return answer;
    }

    private IoRequest Announce(IoKind kind, ulong address, int width, ulong value, string? owner)
    {
        var request = new IoRequest(_again ?? _nextId++, kind, address, width, value, owner ?? "");
        Watch?.Invoke(request);
        return request;
    }

    private PendingAnswer? Hold(in IoRequest request, ulong answer)
    {
        if (Delay is null)
        {
            return null;
        }

        var pending = new PendingAnswer(this).For(request);
        Delay(pending, answer);
        return pending;
    }
}
