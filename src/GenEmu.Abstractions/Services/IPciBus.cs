namespace GenEmu.Abstractions;

/// <summary>A PCI bus. The host bridge provides it; a device puts its functions into slots when it is reset or loaded, because <see cref="IDeviceHost.Find{T}"/> is complete then.</summary>
/// <remarks>Used on the machine's thread.</remarks>
public interface IPciBus
{
    /// <summary>Puts a function into a slot. Does nothing if it sits there already, so a device may call it every time.</summary>
    /// <param name="device">The device number, 0 to 31.</param>
    /// <param name="function">The function number, 0 to 7; configuration software looks for the others only if there is a function 0 with the multi-function bit in its header.</param>
    /// <param name="pciFunction">What answers configuration accesses to it.</param>
    /// <exception cref="DeviceConfigurationException">Another function sits there; the message names both.</exception>
    void Add(int device, int function, IPciFunction pciFunction);

    /// <summary>Takes a function out, wherever it sits; configuration reads there are all ones afterwards.</summary>
    /// <param name="pciFunction">The function; one that sits nowhere is no error.</param>
    void Remove(IPciFunction pciFunction);

    /// <summary>The wire that the board connects to an interrupt pin: drive it high while the function asserts the pin.</summary>
    /// <param name="device">The slot's device number, 0 to 31.</param>
    /// <param name="pin">1 for INTA# to 4 for INTD#, as in configuration register 3Dh.</param>
    /// <returns>A name for <see cref="IDeviceHost.Wire"/>.</returns>
    string InterruptWire(int device, int pin);
}
