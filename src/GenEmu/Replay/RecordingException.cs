namespace GenEmu;

/// <summary>A recording cannot be read, written or replayed; the message says why.</summary>
public sealed class RecordingException : Exception
{
    /// <summary>Creates the exception without a message.</summary>
    public RecordingException()
    {
    }

    /// <summary>Creates the exception.</summary>
    /// <param name="message">What is wrong.</param>
    public RecordingException(string message)
        : base(message)
    {
    }

    /// <summary>Creates the exception with its cause.</summary>
    /// <param name="message">What is wrong.</param>
    /// <param name="innerException">The cause.</param>
    public RecordingException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
