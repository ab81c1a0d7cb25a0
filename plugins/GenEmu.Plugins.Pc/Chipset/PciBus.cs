using GenEmu.Abstractions;

namespace GenEmu.Plugins.Pc;

/// <summary>PCI bus 0: who sits where, and how the board wires the slots' interrupt pins to the four PIRQ lines.</summary>
internal sealed class PciBus : IPciBus
{
    private readonly IPciFunction?[] _functions = new IPciFunction?[32 * 8];

    /// <summary>The bus of a device's machine.</summary>
    /// <param name="host">The device's host.</param>
    /// <returns>The bus.</returns>
    /// <exception cref="DeviceConfigurationException">The machine has none.</exception>
    public static IPciBus Of(IDeviceHost host) => host.Find<IPciBus>()
        ?? throw new DeviceConfigurationException("the machine has no PCI bus: add a host bridge, such as genemu.i440fx");

    /// <summary>The function in a slot.</summary>
    /// <param name="device">0 to 31.</param>
    /// <param name="function">0 to 7.</param>
    /// <returns>The function, or <see langword="null"/>.</returns>
    public IPciFunction? this[int device, int function] => _functions[(device * 8) + function];

    /// <inheritdoc/>
    public void Add(int device, int function, IPciFunction pciFunction)
    {
        if (device is < 0 or > 31 || function is < 0 or > 7)
        {
            throw new DeviceConfigurationException($"there is no PCI slot {device}.{function}: devices are 0 to 31, functions 0 to 7");
        }

        ref IPciFunction? place = ref _functions[(device * 8) + function];
        if (place is not null && place != pciFunction)
        {
            throw new DeviceConfigurationException($"'{pciFunction.Name}' and '{place.Name}' both want PCI slot {device}.{function}");
        }

        place = pciFunction;
    }

    /// <inheritdoc/>
    public void Remove(IPciFunction pciFunction)
    {
        int index = Array.IndexOf(_functions, pciFunction);
        if (index >= 0)
        {
            _functions[index] = null;
        }
    }

    /// <summary>Slots are wired in rotation, so that single-function cards, which all use INTA#, share no line; device 1 (the PIIX) starts at PIRQA.</summary>
    /// <inheritdoc/>
    public string InterruptWire(int device, int pin)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(pin, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(pin, 4);
        return PirqWires.Names[(device + pin + 2) & 3];
    }
}
