namespace GenEmu;

/// <summary>A machine cannot be built from what was given. The message is one line that names the file, line, port or device, and what to do.</summary>
public class MachineConfigurationException : Exception
{
    /// <summary>Creates the exception without a message.</summary>
    public MachineConfigurationException()
    {
    }

    /// <summary>Creates the exception.</summary>
    /// <param name="message">What is wrong, where, and what to do.</param>
    public MachineConfigurationException(string message)
        : base(message)
    {
    }

    /// <summary>Creates the exception with its cause.</summary>
    /// <param name="message">What is wrong, where, and what to do.</param>
    /// <param name="innerException">The cause.</param>
    public MachineConfigurationException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
