namespace GenEmu.Abstractions;

/// <summary>Two claims of the same priority answer the same port or address. The message names both devices and the range.</summary>
public sealed class ClaimOverlapException : Exception
{
    /// <summary>Creates the exception without a message.</summary>
    public ClaimOverlapException()
    {
    }

    /// <summary>Creates the exception.</summary>
    /// <param name="message">The two devices and the range.</param>
    public ClaimOverlapException(string message)
        : base(message)
    {
    }

    /// <summary>Creates the exception with its cause.</summary>
    /// <param name="message">The two devices and the range.</param>
    /// <param name="innerException">The cause.</param>
    public ClaimOverlapException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
