using GenEmu.Core.Io;

namespace GenEmu.Core.Execution;

/// <content>Changing the mind about who answers.</content>
internal sealed unsafe partial class Transaction
{
    /// <summary>Waits for another answer in the place of the one that is waited for, which is forgotten. The log stays as it is: the access has been made.</summary>
    public void WaitInsteadFor(PendingAnswer answer)
    {
        for (int i = _count - 1; i >= 0; i--)
        {
            if (_log[i].Answer is { } former && former == Waiting)
            {
                _log[i].Answer = answer;
                Waiting = answer;
                former.Cancel();
                return;
            }
        }

        throw new InternalErrorException("An access waits that is not in the log.");
    }
}
