namespace GenEmu.Core;

/// <summary>A replayed run asked a device for something else than the recorded one, or elsewhere: it started from another state, or with another guest.</summary>
/// <remarks>Thrown out of the run. The vCPU is left in the middle of that access; only a reset or another state makes it useful again.</remarks>
public sealed class ReplayDivergedException : Exception
{
    /// <summary>Creates the exception without a message.</summary>
    public ReplayDivergedException()
    {
    }

    /// <summary>Creates the exception.</summary>
    /// <param name="message">What was asked, and what was recorded, each with its stamp.</param>
    public ReplayDivergedException(string message)
        : base(message)
    {
    }

    /// <summary>Creates the exception with its cause.</summary>
    /// <param name="message">What was asked, and what was recorded, each with its stamp.</param>
    /// <param name="innerException">The cause.</param>
    public ReplayDivergedException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
