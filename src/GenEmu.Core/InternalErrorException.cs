namespace GenEmu.Core;

/// <summary>GenEmu contradicts itself: a defect of ours, never something that a guest or a device can cause.</summary>
public sealed class InternalErrorException : Exception
{
    /// <summary>Creates the exception without a message.</summary>
    public InternalErrorException()
    {
    }

    /// <summary>Creates the exception.</summary>
    /// <param name="message">What contradicts what.</param>
    public InternalErrorException(string message)
        : base(message)
    {
    }

    /// <summary>Creates the exception with its cause.</summary>
    /// <param name="message">What contradicts what.</param>
    /// <param name="innerException">The cause.</param>
    public InternalErrorException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
