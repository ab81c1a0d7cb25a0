using GenEmu.Core.Io;
using GenEmu.Core.Memory;

namespace GenEmu.Core;

/// <content>What can be done to an access that waits.</content>
public sealed unsafe partial class Vcpu
{
    /// <summary>Offers the access that waits to who answers its place now, under its id: its device was exchanged, removed or restored.</summary>
    internal void Reoffer()
    {
        if (Waiting is not { } answer)
        {
            return;
        }

        IoRequest request = answer.Request;
        bool write = request.Kind is IoKind.PortWrite or IoKind.MemoryWrite;
        if (request.Kind is IoKind.PortRead or IoKind.PortWrite)
        {
            _transaction.WaitInsteadFor(Bus.RestartPort(Bus.Ports.Find((int)request.Address, request.Width), request));
            return;
        }

        // Whoever does not take it as one piece does not take it: the pieces were made when the access began. RAM there is not the device that was asked.
        MemorySegment segment = Memory.Find(request.Address, write);
        bool fits = segment.Layer is { Ram: null } layer && ((int)layer.Widths & request.Width) != 0 && request.Address + (ulong)request.Width <= segment.End;
        _transaction.WaitInsteadFor(Bus.RestartMemory(fits ? segment.Layer : null, request));
    }

    /// <summary>Ends the wait in the device's place: all ones.</summary>
    /// <param name="error">What is said to have gone wrong, for the host's policy; null if nothing did.</param>
    internal void EndWait(Exception? error)
    {
        if (Waiting is { } answer)
        {
            _transaction.WaitInsteadFor(Bus.Answer(answer.Request, ulong.MaxValue, error));
        }
    }
}
