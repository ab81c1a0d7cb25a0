using System.Text;
using GenEmu.Core;
using GenEmu.Core.Io;
using GenEmu.State;
using GenEmu.Time;

namespace GenEmu.Replay;

/// <content>Recording.</content>
internal sealed partial class Timeline
{
    void IEntrance.Enters(in ScheduledEntry entry)
    {
        switch (entry.State)
        {
            case HostAction { IsChore: true }:
                break;
            case HostAction:
                Add(EntryKind.HostAction, entry.Name, []);
                break;
            case MachineInput input:
                Add(input.Kind, input.Name, input.Data);
                break;
            default:
                if (!IsForgotten(entry))
                {
                    Add(EntryKind.Continuation, entry.Name, []);
                }

                break;
        }
    }

    /// <summary>A run ends here.</summary>
    public void Stop()
    {
        if (IsReplaying)
        {
            CheckEnd();
        }
        else if (_board.Requests.Ending is not { Kind: MachineStopKind.ReplayEnded or MachineStopKind.ReplayDiverged })
        {
            Add(EntryKind.Stop, "", Checks ? Encoding.UTF8.GetBytes(Fingerprint()) : []);
        }
    }

    /// <summary>The watchdog answers in a device's place.</summary>
    public void GiveUp(Vcpu cpu, TimeoutException timeout) => Add(EntryKind.GivenUp, timeout.Message, [(byte)cpu.Index]);

    SynchronizationContext IAnswerJournal.ContextOf(in IoRequest request) => new AccessContext(_board.Scheduler, request.Id, _era);

    PendingAnswer? IAnswerJournal.Asked(in IoRequest request, PendingAnswer? pending, bool again)
    {
        if (IsReplaying)
        {
            return Ask(request, pending, again);
        }

        if (pending is not null && !again)
        {
            Add(EntryKind.Wait, AccessContext.NameOf(request.Id), []);
        }

        return pending;
    }

    void IAnswerJournal.Answered(in IoRequest request, ref ulong value, ref Exception? error)
    {
        if (IsReplaying)
        {
            Repeat(request, ref value, ref error);
        }
        else
        {
            Add(EntryKind.Answer, AccessContext.NameOf(request.Id), error is null ? BitConverter.GetBytes(value) : Encoding.UTF8.GetBytes(ErrorMark + error.Message));
        }
    }

    private string Fingerprint() => string.Join('\n', StateHasher.Hash(_board, _board.Devices).Parts.Select(part => $"{part.Key}={part.Value}"));

    private void Add(EntryKind kind, string name, byte[] data)
    {
        _entries.Add(new RecordedEntry(Here, kind, name, data));
        Position++;
    }
}
