using GenEmu.Abstractions;

namespace GenEmu.Core.Io;

/// <content>Devices that may answer later, while a journal listens.</content>
internal sealed partial class IoBus
{
    /// <summary>Hears of answers that are waited for; null for nobody.</summary>
    public IAnswerJournal? Journal { get; set; }

    private PendingAnswer? Call(IAsyncPortDevice device, PortAccess access, in IoRequest request, out ulong answer)
    {
        SynchronizationContext? outer = Enter(request);
        try
        {
            PendingAnswer? pending = request.Kind == IoKind.PortWrite ? Write(device, access, request, out answer) : Read(device, access, request, out answer);
            return Journal is { } journal ? journal.Asked(request, pending, _again is not null) : pending;
        }
        finally
        {
            Leave(outer);
        }
    }

    private PendingAnswer? Call(IAsyncMmioDevice device, MmioAccess access, in IoRequest request, out ulong answer)
    {
        SynchronizationContext? outer = Enter(request);
        try
        {
            PendingAnswer? pending = request.Kind == IoKind.MemoryWrite ? Write(device, access, request, out answer) : Read(device, access, request, out answer);
            return Journal is { } journal ? journal.Asked(request, pending, _again is not null) : pending;
        }
        finally
        {
            Leave(outer);
        }
    }

    private SynchronizationContext? Enter(in IoRequest request)
    {
        if (Journal is not { } journal)
        {
            return null;
        }

        SynchronizationContext? outer = SynchronizationContext.Current;
        SynchronizationContext.SetSynchronizationContext(journal.ContextOf(request));
        return outer;
    }

    private void Leave(SynchronizationContext? outer)
    {
        if (Journal is not null)
        {
            SynchronizationContext.SetSynchronizationContext(outer);
        }
    }
}
