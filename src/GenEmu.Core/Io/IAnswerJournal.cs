namespace GenEmu.Core.Io;

/// <summary>Hears of accesses that devices may answer later, to record them, or to repeat what was recorded. On the machine's thread.</summary>
internal interface IAnswerJournal
{
    /// <summary>What the device's code for an access continues on after an await, so that it can be known again.</summary>
    SynchronizationContext ContextOf(in IoRequest request);

    /// <summary>A device was asked.</summary>
    /// <param name="request">The access.</param>
    /// <param name="pending">What it will answer with; null if it has answered at once.</param>
    /// <param name="again">Whether the access has been waiting, and is only offered anew.</param>
    /// <returns>What the vCPU waits for; null if it does not.</returns>
    PendingAnswer? Asked(in IoRequest request, PendingAnswer? pending, bool again);

    /// <summary>An answer that was waited for is there; the journal may put another in its place.</summary>
    /// <param name="request">The access.</param>
    /// <param name="value">What was read.</param>
    /// <param name="error">What the device threw instead.</param>
    void Answered(in IoRequest request, ref ulong value, ref Exception? error);
}
