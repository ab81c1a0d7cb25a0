using System.Text;
using GenEmu.Core.Io;
using GenEmu.Time;

namespace GenEmu.Replay;

/// <content>Answers of devices that may take their time: what waited when it was recorded waits, what did not does not, however fast the host is now.</content>
internal sealed partial class Timeline
{
    /// <summary>An answer's data begins with it if the device threw; eight bytes are a value.</summary>
    private const string ErrorMark = "error: ";

    private readonly Dictionary<string, PendingAnswer> _early = new(StringComparer.Ordinal);
    private string? _atOnce;

    /// <summary>Lets the code of a device go on that had answered at once when this was recorded. Time stands still meanwhile.</summary>
    public void GoOn(PendingAnswer answer)
    {
        _board.Scheduler.Drain();
        string name = AccessContext.NameOf(answer.Request.Id);
        for (int index = _held.FindIndex(held => held.Name == name); index >= 0; index = _held.FindIndex(held => held.Name == name))
        {
            ScheduledEntry held = _held[index];
            _held.RemoveAt(index);
            _board.Scheduler.Run(held);
        }
    }

    private PendingAnswer? Ask(in IoRequest request, PendingAnswer? pending, bool again)
    {
        string name = AccessContext.NameOf(request.Id);
        bool waited = again || (Next is { Kind: EntryKind.Wait } wait && wait.Name == name);
        if (!waited)
        {
            _atOnce = pending is null ? _atOnce : name;
            pending?.IsHeld = true;
            return pending;
        }

        Position += again ? 0 : 1;
        if (pending is null && IsReplaying)
        {
            pending = new PendingAnswer(_board.Bus).For(request);
            _early[name] = pending;
        }

        return pending;
    }

    private void Repeat(in IoRequest request, ref ulong value, ref Exception? error)
    {
        string name = AccessContext.NameOf(request.Id);
        if (name == _atOnce)
        {
            _atOnce = null;
            return;
        }

        if (Next is not { Kind: EntryKind.Answer } next || next.Name != name)
        {
            Diverge($"{request} was answered, but the recording goes on with {Next}");
            return;
        }

        Position++;
        (value, error) = Read(next, error);
        if (!IsReplaying)
        {
            Release();
        }
    }

    /// <summary>The answer that came at once shows where it came when it did not.</summary>
    private void ShowEarly(string name)
    {
        if (IsReplaying && Next is { Kind: EntryKind.Answer } next && next.Name == name && _early.Remove(name, out PendingAnswer? pending))
        {
            Position++;
            (ulong value, Exception? error) = Read(next, null);
            pending.Complete(value, error);
        }
    }

    private static (ulong Value, Exception? Error) Read(RecordedEntry answer, Exception? error)
        => answer.Data.Length == sizeof(ulong)
            ? (BitConverter.ToUInt64(answer.Data), null)
            : (ulong.MaxValue, error ?? new InvalidOperationException(Encoding.UTF8.GetString(answer.Data)[Math.Min(ErrorMark.Length, answer.Data.Length)..]));
}
