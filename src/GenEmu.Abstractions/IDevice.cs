namespace GenEmu.Abstractions;

/// <summary>A device model. One instance is one chip on the board.</summary>
/// <remarks>
/// Usually implemented by the generator: a <c>partial</c> class marked <see cref="DeviceAttribute"/> needs no line of this.
/// Every member is called on the machine's own thread of execution, never concurrently.
/// A device that implements <see cref="IDisposable"/> is disposed when it leaves the machine: removed, replaced, reloaded, or with the machine itself.
/// Nothing that it asks of its host after that has an effect.
/// </remarks>
public interface IDevice
{
    /// <summary>Called once, before any access: keep <paramref name="host"/>, read the configuration, claim ports and memory, provide services.</summary>
    /// <param name="host">The device's view of the machine. Other devices may not be attached yet, so look services up later.</param>
    /// <exception cref="DeviceConfigurationException">A parameter has a value that this device cannot take.</exception>
    void Attach(IDeviceHost host);

    /// <summary>Called at power-on, after every device is attached, and at every reset of the machine or the CPU.</summary>
    /// <param name="kind">What is reset. A device that sits behind the CPU's own reset line ignores <see cref="ResetKind.Init"/>.</param>
    void Reset(ResetKind kind);
}
