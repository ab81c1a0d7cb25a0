using GenEmu.Abstractions;
using GenEmu.Core.Io;
using GenEmu.Core.State;

namespace GenEmu.Core.Execution;

/// <content>The log is the state of an instruction that waits (rule E2).</content>
internal sealed unsafe partial class Transaction
{
    private const int WordsOfEntry = 5;
    private const int NotAwaited = -1;

    private bool _rehearsing;

    /// <summary>Writes the log, and what is waited for.</summary>
    public void Save(IStateWriter to)
    {
        ulong[] words = new ulong[_count * WordsOfEntry];
        int awaited = NotAwaited;
        for (int i = 0; i < _count; i++)
        {
            ref LogEntry entry = ref _log[i];
            new[] { (ulong)entry.Kind, entry.Size, entry.Address, entry.Data, entry.Waited ? 1UL : 0 }.CopyTo(words, i * WordsOfEntry);
            awaited = entry.Answer is not null ? i : awaited;
        }

        to.WriteArray<ulong>("log", words);
        to.Write("transactionA20Mask", _a20Mask);
        to.Write("refills", _flushesAtWait == _cpu.Translations.Flushes);
        to.Write("awaited", awaited);
        if (awaited != NotAwaited)
        {
            SaveAnswer(_log[awaited].Answer!, to);
        }
    }

    /// <summary>Takes a log over. The access that waited waits for an answer that nobody gives: it must be offered again, unless it was answered.</summary>
    public void Load(IStateReader from)
    {
        ulong[] words = from.ReadArray<ulong>("log");
        _a20Mask = from.Read<ulong>("transactionA20Mask");
        _flushesAtWait = from.Read<bool>("refills") ? _cpu.Translations.Flushes : -1;
        _count = 0;
        foreach (ulong[] entry in words.Chunk(WordsOfEntry))
        {
            if (entry is not [<= (ulong)LogKind.PortWrite, >= 1 and <= sizeof(ulong), _, _, _])
            {
                throw new InvalidDataException("the transaction log is damaged");
            }

            ref LogEntry added = ref Append((LogKind)entry[0], entry[2], (int)entry[1]);
            (added.Data, added.Waited) = (entry[3], entry[4] != 0);
        }

        int awaited = from.Read<int>("awaited");
        if (awaited != NotAwaited)
        {
            if ((uint)awaited >= (uint)_count)
            {
                throw new InvalidDataException("the access that waits is not in the log");
            }

            Waiting = _log[awaited].Answer = LoadAnswer(from);
        }

        _cursor = 0;
        Status = Status.Pending;
    }

    /// <summary>Runs over a log that was loaded, up to the access that waits: it must lead there and no further, or it is of another instruction.</summary>
    /// <param name="run">What the log is of. It makes no access; what it changes of the vCPU's state does not count if this throws.</param>
    /// <exception cref="InvalidDataException">The log does not fit.</exception>
    public void Rehearse(Action run)
    {
        PendingAnswer? waiting = Waiting;
        Rewind();
        _rehearsing = true;
        try
        {
            run();
        }
        catch (InternalErrorException exception)
        {
            throw new InvalidDataException($"the log does not fit what waits: {exception.Message}", exception);
        }
        finally
        {
            _rehearsing = false;
        }

        if (Status != Status.Pending || _cursor != _count || waiting is null || _log[_count - 1].Answer != waiting)
        {
            throw new InvalidDataException("the log does not lead to the access that waits");
        }

        Rewind();
        Waiting = waiting;
    }

    private static void SaveAnswer(PendingAnswer answer, IStateWriter to)
    {
        IoRequest request = answer.Request;
        to.WriteArray("request", [request.Id, (ulong)request.Kind, request.Address, (ulong)request.Width, request.Data, (ulong)answer.Began]);
        to.WriteArray<char>("requestDevice", request.Device);
        to.Write("answered", answer.IsCompleted);
        to.Write("answer", answer.IsCompleted ? answer.Value : 0);
        to.WriteArray<char>("answerError", answer.IsCompleted ? answer.Error?.Message : null);
    }

    private PendingAnswer LoadAnswer(IStateReader from)
    {
        ulong[] words = VcpuImage.Row<ulong>(from, "request", 6);
        if (words is not [_, <= (ulong)IoKind.MemoryWrite, _, 1 or 2 or 4 or 8, _, _])
        {
            throw new InvalidDataException("the access that waits is damaged");
        }

        var request = new IoRequest(words[0], (IoKind)words[1], words[2], (int)words[3], words[4], new string(from.ReadArray<char>("requestDevice")));
        char[] error = from.ReadArray<char>("answerError");
        return from.Read<bool>("answered")
            ? _cpu.Bus.Answer(request, from.Read<ulong>("answer"), error.Length == 0 ? null : new IOException(new string(error)))
            : new PendingAnswer(_cpu.Bus) { Began = (long)words[5] }.For(request);
    }
}
