namespace GenEmu;

/// <summary>A plugin cannot be used. The message names the file and says what to do.</summary>
public sealed class PluginException : MachineConfigurationException
{
    /// <summary>Creates the exception without a message.</summary>
    public PluginException()
    {
    }

    /// <summary>Creates the exception.</summary>
    /// <param name="message">The file, what is wrong, and what to do.</param>
    public PluginException(string message)
        : base(message)
    {
    }

    /// <summary>Creates the exception with its cause.</summary>
    /// <param name="message">The file, what is wrong, and what to do.</param>
    /// <param name="innerException">The cause.</param>
    public PluginException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
