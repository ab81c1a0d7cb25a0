using GenEmu.Abstractions;
using GenEmu.Core.Memory;

namespace GenEmu.Core.Io;

/// <summary>Carries accesses to devices, and their answers back.</summary>
/// <remarks>
/// <para>Devices are never trusted: what they throw is caught here, handed to <see cref="DeviceFaulted"/>, and read as all ones.</para>
/// <para>An access that is answered at once allocates nothing; one that is not costs a <see cref="PendingAnswer"/> with its token and continuation.</para>
/// </remarks>
internal sealed partial class IoBus
{
    private ulong _nextId;
    private ulong? _again;
    private long _droppedAnswers;
    private readonly WriteQueue _held = new();
    private PendingAnswer? _spare;
    private IoRequest? _current;
    private PortLayer? _read;
    private int _readPort;
    private int _readWidth;

    public PortSpace Ports { get; } = new();

    /// <summary>A device threw: who, at which access, what.</summary>
    public Action<IoRequest, Exception>? DeviceFaulted { get; set; }

    /// <summary>Nobody answered.</summary>
    public Action<IoRequest>? Unclaimed { get; set; }

    /// <summary>An answer came a second time, or after nobody waited any more, and was dropped. Called on whatever thread it came.</summary>
    public Action<IoRequest>? AnswerDropped { get; set; }

    /// <summary>How many answers were dropped.</summary>
    public long DroppedAnswers => Interlocked.Read(ref _droppedAnswers);

    /// <summary>Holds complete answers back; null for none. Makes every claim behave as an asynchronous one.</summary>
    public Action<PendingAnswer, ulong>? Delay
    {
        get;
        set
        {
            field = value;
            ChooseDirect();
        }
    }

    /// <summary>Sees every access before the device does; null for none. Makes direct accesses impossible.</summary>
    public Action<IoRequest>? Watch
    {
        get;
        set
        {
            field = value;
            ChooseDirect();
        }
    }

    /// <summary>Takes down every answer with its stamp; null for none. Makes direct accesses impossible.</summary>
    public AnswerLog? Recording
    {
        get;
        set
        {
            field = value;
            ChooseDirect();
        }
    }

    /// <summary>Gives recorded answers instead of the devices, which are not asked; null for none. Makes direct accesses impossible.</summary>
    public AnswerReplay? Replay
    {
        get;
        set
        {
            field = value;
            ChooseDirect();
        }
    }

    /// <summary>Whether port accesses go the recorded way only, where tracers see them.</summary>
    public bool RecordsPorts
    {
        get;
        set
        {
            field = value;
            ChooseDirect();
        }
    }

    /// <summary>The access that a device is being called for, for the provenance of what it asks for.</summary>
    public IoRequest? Current => _read is null ? _current : DirectRead;

    /// <summary>Whether direct handlers may call synchronous devices themselves.</summary>
    public bool AllowsDirect { get; private set; } = true;

    /// <summary>All ones at a width.</summary>
    public static uint Mask(int width) => width >= 4 ? uint.MaxValue : (1u << (8 * width)) - 1;

    /// <summary>A port read by a device that is known to be synchronous.</summary>
    public uint ReadPort(PortLayer layer, int port, int width)
    {
        FlushWrites();

        // Only what the request is made of: hardly any device asks what it is called for.
        (_read, _readPort, _readWidth) = (layer, port, width);
        _nextId++;
        uint value;
        try
        {
            value = layer.Device!.ReadPort(layer.Access(port, width)) & Mask(width);
        }
        catch (Exception exception)
        {
            Fault(DirectRead, exception);
            value = Mask(width);
        }

        _read = null;
        return value;
    }

    /// <summary>A port write to a device that is known to be synchronous.</summary>
    public void WritePort(PortLayer layer, int port, int width, uint value)
    {
        var request = new IoRequest(_nextId++, IoKind.PortWrite, (ulong)port, width, value, layer.Owner);
        if (!layer.Coalesces || !_held.TryAdd(layer, null, request))
        {
            FlushWrites();
            Deliver(layer, null, request);
        }
    }

    /// <summary>
    /// Delivers, in order, the writes that coalescing claims let wait (rule B18): before any other access reaches a device, before an interrupt is
    /// injected, before the host goes on, before a snapshot.
    /// </summary>
    public void FlushWrites()
    {
        if (_held.Count > 0)
        {
            _held.Drain(this);
        }
    }

    /// <summary>Calls a synchronous device for a write.</summary>
    public void Deliver(PortLayer? port, MemoryLayer? memory, in IoRequest request)
    {
        _current = request;
        try
        {
            if (port is not null)
            {
                port.Device!.WritePort(port.Access((int)request.Address, request.Width), (uint)request.Data);
            }
            else
            {
                memory!.Device!.WriteMmio(memory.Access(request.Address, request.Width), request.Data);
            }
        }
        catch (Exception exception)
        {
            Fault(request, exception);
        }

        _current = null;
    }

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

        if (write && layer.Coalesces && _held.TryAdd(layer, null, request))
        {
            answer = 0;
            return null;
        }

        FlushWrites();
        _current = request;
        try
        {
            PortAccess access = layer.Access(port, width);
            if (layer.AsyncDevice is { } later)
            {
                pending = write ? Write(later, access, request, out answer) : Read(later, access, request, out answer);
            }
            else if (write)
            {
                layer.Device!.WritePort(access, value);
            }
            else
            {
                answer = layer.Device!.ReadPort(access);
            }
        }
        catch (Exception exception)
        {
            Fault(request, exception);
            answer = ulong.MaxValue;
        }

        _current = null;
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

        if (write && layer.Coalesces && _held.TryAdd(null, layer, request))
        {
            answer = 0;
            return null;
        }

        FlushWrites();
        _current = request;
        try
        {
            MmioAccess access = layer.Access(address, width);
            if (layer.AsyncDevice is { } later)
            {
                pending = write ? Write(later, access, request, out answer) : Read(later, access, request, out answer);
            }
            else if (write)
            {
                layer.Device!.WriteMmio(access, value);
            }
            else
            {
                answer = layer.Device!.ReadMmio(access);
            }
        }
        catch (Exception exception)
        {
            Fault(request, exception);
            answer = ulong.MaxValue;
        }

        _current = null;
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

    /// <summary>Takes a completed answer: its value, or all ones if the device failed.</summary>
    public ulong Take(PendingAnswer answer)
    {
        ulong mask = Mask64(answer.Request.Width);
        if (answer.Error is null)
        {
            return answer.Value & mask;
        }

        Fault(answer.Request, answer.Error);
        return mask;
    }

    /// <summary>A device failed in an access.</summary>
    public void Fault(IoRequest request, Exception exception) => DeviceFaulted?.Invoke(request, exception);

    /// <summary>An answer came that nobody waits for. For any thread.</summary>
    public void Drop(IoRequest request)
    {
        Interlocked.Increment(ref _droppedAnswers);
        AnswerDropped?.Invoke(request);
    }

    private static ulong Mask64(int width) => width >= 8 ? ulong.MaxValue : (1UL << (8 * width)) - 1;

    private IoRequest DirectRead => new(_nextId - 1, IoKind.PortRead, (ulong)_readPort, _readWidth, 0, _read!.Owner);

    private void ChooseDirect() => AllowsDirect = Delay is null && Watch is null && Recording is null && Replay is null && !RecordsPorts;

    private IoRequest Announce(IoKind kind, ulong address, int width, ulong value, string? owner)
    {
        var request = new IoRequest(_again ?? _nextId++, kind, address, width, value, owner ?? "");
        Watch?.Invoke(request);
        return request;
    }

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
