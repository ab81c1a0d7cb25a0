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
    private readonly WriteQueue _held = new();
    private ulong _nextId;
    private IoRequest _request;
    private bool _isCalling;
    private long _droppedAnswers;

    public PortSpace Ports { get; } = new();

    /// <summary>Virtual nanoseconds since power-on; null where there is no clock.</summary>
    public Func<long>? Now { get; set; }

    /// <summary>The number of the next access.</summary>
    public ulong NextId
    {
        get => _nextId;
        set => _nextId = value;
    }

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
    public IoRequest? Current => _isDirect ? DirectRequest : _isCalling ? _request : null;

    /// <summary>Whether direct handlers may call synchronous devices themselves.</summary>
    public bool AllowsDirect { get; private set; } = true;

    /// <summary>All ones at a width.</summary>
    public static uint Mask(int width) => width >= 4 ? uint.MaxValue : (1u << (8 * width)) - 1;

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
        _request = request;
        _isCalling = true;
        try
        {
            if (port is not null)
            {
                port.Write!(port.Access((int)request.Address, request.Width), (uint)request.Data);
            }
            else
            {
                memory!.Write!(memory.Access(request.Address, request.Width), request.Data);
            }
        }
        catch (Exception exception)
        {
            Fault(request, exception);
        }

        _isCalling = false;
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

    private void ChooseDirect()
    {
        AllowsDirect = Delay is null && Watch is null && Recording is null && Replay is null && !RecordsPorts;
        Ports.ShowDirect(AllowsDirect);
    }
}
