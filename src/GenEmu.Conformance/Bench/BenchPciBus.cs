using GenEmu.Abstractions;

namespace GenEmu.Conformance.Bench;

/// <summary>A PCI bus for devices that look for one.</summary>
internal sealed class BenchPciBus : IPciBus
{
    private readonly List<(int Device, int Function, IPciFunction Pci)> _slots = [];

    /// <summary>The functions, in the order in which they were put in.</summary>
    public IEnumerable<IPciFunction> Functions => _slots.Select(slot => slot.Pci);

    public void Add(int device, int function, IPciFunction pciFunction)
    {
        ArgumentNullException.ThrowIfNull(pciFunction);
        if (device is < 0 or > 31 || function is < 0 or > 7)
        {
            throw new DeviceConfigurationException($"there is no PCI slot {device}.{function}");
        }

        (_, _, IPciFunction? there) = _slots.Find(slot => slot.Device == device && slot.Function == function);
        if (there is not null && there != pciFunction)
        {
            throw new DeviceConfigurationException($"{there.Name} and {pciFunction.Name} both want PCI slot {device}.{function}");
        }

        if (there is null)
        {
            _slots.Add((device, function, pciFunction));
        }
    }

    public void Remove(IPciFunction pciFunction) => _slots.RemoveAll(slot => slot.Pci == pciFunction);

    public string InterruptWire(int device, int pin) => $"pirq{(device + pin - 1) & 3}";
}
