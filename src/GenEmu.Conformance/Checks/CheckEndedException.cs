namespace GenEmu.Conformance.Checks;

/// <summary>Nothing more can be found out: the device does not answer any more.</summary>
internal sealed class CheckEndedException : Exception
{
    public CheckEndedException()
    {
    }

    public CheckEndedException(string message)
        : base(message)
    {
    }

    public CheckEndedException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
