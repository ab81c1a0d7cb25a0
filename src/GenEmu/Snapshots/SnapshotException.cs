namespace GenEmu;

/// <summary>A snapshot cannot be read, or does not fit the machine. The machine is as it was.</summary>
public sealed class SnapshotException : Exception
{
    /// <summary>Makes one.</summary>
    /// <param name="message">One line that says what is wrong and what to do.</param>
    /// <param name="cause">What led to it, if anything.</param>
    public SnapshotException(string message, Exception? cause = null)
        : base(message, cause)
    {
    }
}
