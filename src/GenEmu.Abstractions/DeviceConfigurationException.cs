namespace GenEmu.Abstractions;

/// <summary>A device was configured with something that it cannot take. The message names the parameter and what it accepts.</summary>
public sealed class DeviceConfigurationException : Exception
{
    /// <summary>Creates the exception without a message.</summary>
    public DeviceConfigurationException()
    {
    }

    /// <summary>Creates the exception.</summary>
    /// <param name="message">What is wrong and what to write instead; the host adds the device's name.</param>
    public DeviceConfigurationException(string message)
        : base(message)
    {
    }

    /// <summary>Creates the exception with its cause.</summary>
    /// <param name="message">What is wrong and what to write instead; the host adds the device's name.</param>
    /// <param name="innerException">The cause.</param>
    public DeviceConfigurationException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
