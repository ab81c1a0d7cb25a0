using GenEmu.Abstractions;
using Microsoft.Extensions.Logging;

namespace GenEmu.Plugins.Virtio;

/// <summary>Virtio over PCI (virtio 1.1, section 4.1), modern devices only: one memory BAR with the common, interrupt, device and notification registers.</summary>
/// <remarks>
/// Interrupts are INTA#; there is no MSI-X, whose vectors read as "none". Neither indirect descriptors, event indices nor packed rings are offered. Where a driver breaks the rules in a way that a device
/// cannot answer, DEVICE_NEEDS_RESET is set and the device does nothing more until it is reset.
/// </remarks>
internal sealed partial class VirtioFunction : IPciFunction, IMmioDevice, IDisposable
{
    private const uint Vendor = 0x1AF4;
    private const uint ModernDevices = 0x1040;
    private const ushort ModernSubsystem = 0x40;            // 40h or more says that there is no legacy interface
    private const int CommandRegister = 0x04;
    private const int StatusRegister = 0x06;
    private const byte InterruptStatus = 1 << 3;
    private const byte InterruptDisable = 1 << 2;           // in the command register's upper byte
    private const byte QueueInterrupt = 1;
    private const byte ConfigurationInterrupt = 2;

    private readonly IDeviceHost _host;
    private readonly IVirtioDevice _device;
    private readonly byte[] _pci;
    private readonly VirtioRegisters[] _registers;
    private readonly VirtqueueState[] _states;
    private readonly Virtqueue[] _queues;
    private readonly PciConfigSpace _config;
    private readonly int _slot;
    private readonly ushort _largestQueue;
    private IPciBus? _bus;
    private IWire? _interrupt;
    private bool _complained;

    /// <summary>Lays out a device.</summary>
    /// <param name="host">The device's host.</param>
    /// <param name="device">The device.</param>
    /// <param name="identity">What it is and where it sits.</param>
    /// <param name="state">What it saves.</param>
    public VirtioFunction(IDeviceHost host, IVirtioDevice device, VirtioIdentity identity, VirtioState state)
    {
        (_host, _device, _slot) = (host, device, identity.Slot);
        (_pci, _registers, _states, _largestQueue) = (state.Pci, state.Registers, state.Queues, identity.LargestQueue);
        Ram = new GuestRam(host);
        _queues = [.. Enumerable.Range(0, _states.Length).Select(i => new Virtqueue(_states, i, Ram, identity.LongestChain))];
        _config = new PciConfigSpace(host, _pci, Vendor | ((ModernDevices + identity.Type) << 16), identity.ClassCode, revision: 1) { Changed = DriveInterrupt };
        _config.Define(CommandRegister, 2, 0, writable: 0x0547);        // with the interrupt disable bit of PCI 2.3
        _config.Define(0x2C, 4, Vendor | ((ModernSubsystem + identity.Type) << 16));
        _config.Define(0x3D, 1, 1);                                     // INTA#
        _config.AddMemory(BaseAddress, host.MemoryMap.Claim(new MmioClaim { Base = 0, Length = WindowLength, Enabled = false }, this));
        DefineCapabilities();
    }

    /// <inheritdoc/>
    public string Name => _host.Name;

    /// <summary>The guest's memory.</summary>
    public GuestRam Ram { get; }

    /// <summary>Whether the device may use its queues now.</summary>
    public bool IsRunning => (_registers[0].Status & (DeviceStatus.DriverOk | DeviceStatus.NeedsReset)) == DeviceStatus.DriverOk && _config.IsBusMaster;

    private ref VirtioRegisters Registers => ref _registers[0];

    /// <summary>Leaves the slot, which its successor wants if the plugin is reloaded.</summary>
    public void Dispose() => _bus?.Remove(this);

    /// <summary>Power-on and hard reset.</summary>
    public void Reset()
    {
        Connect();
        _config.Reset();
        ResetDevice();
    }

    /// <summary>The state was loaded.</summary>
    public void Restore()
    {
        Connect();
        _config.Apply();
        DriveInterrupt();
    }

    /// <summary>How many chains a queue offers now; 0 while the device must not use it.</summary>
    public int Offered(int queue)
    {
        if (!IsRunning || !_states[queue].Enabled)
        {
            return 0;
        }

        if (!_queues[queue].IsUsable || !_queues[queue].TryCount(out int count))
        {
            Break($"queue {queue}: its rings are not in RAM, or offer more than they hold");
            return 0;
        }

        return count;
    }

    /// <summary>Takes the next chain of a queue.</summary>
    /// <param name="queue">The queue.</param>
    /// <param name="chain">Where to put it.</param>
    /// <returns><see langword="false"/> if there is none, or the driver broke the rules.</returns>
    public bool TryTake(int queue, Chain chain)
    {
        if (Offered(queue) == 0)
        {
            return false;
        }

        bool taken = _queues[queue].TryTake(chain);
        if (!taken)
        {
            Break($"queue {queue}: the chain at descriptor {chain.Head} makes no sense");
        }

        return taken;
    }

    /// <summary>Gives a chain back and tells the driver.</summary>
    /// <param name="queue">The queue.</param>
    /// <param name="chain">The chain.</param>
    /// <param name="written">How many bytes the device wrote, from the first writable one.</param>
    public void Return(int queue, Chain chain, uint written)
    {
        if (!IsRunning || !_queues[queue].IsUsable)
        {
            return;
        }

        _queues[queue].Return(chain.Head, written);
        if (!_queues[queue].IsQuiet)
        {
            Raise(QueueInterrupt);
        }
    }

    /// <summary>The driver did what this device cannot recover from (section 2.1.2).</summary>
    /// <param name="why">For the log.</param>
    public void Break(string why)
    {
        if (!_complained)
        {
            _complained = true;         // once: a guest must not be able to fill the log
            _host.Logger.LogWarning("The guest's driver broke the rules, so the device needs a reset: {Why}", why);
        }

        Registers.Status |= DeviceStatus.NeedsReset;
        Raise(ConfigurationInterrupt);
    }

    private void Connect()
    {
        _bus = _host.Find<IPciBus>() ?? throw new DeviceConfigurationException("the machine has no PCI bus: add a host bridge, such as genemu.i440fx");
        _bus.Add(_slot, 0, this);
        _interrupt = _host.Wire(_bus.InterruptWire(_slot, 1));
    }

    private void ResetDevice()
    {
        Registers = default;
        for (int i = 0; i < _states.Length; i++)
        {
            _states[i] = new VirtqueueState { Size = _largestQueue };
        }

        DriveInterrupt();
        _device.Forget();
    }

    private void Raise(byte interrupts)
    {
        Registers.Interrupts |= interrupts;
        DriveInterrupt();
    }

    private void DriveInterrupt()
    {
        bool pending = Registers.Interrupts != 0;
        _pci[StatusRegister] = (byte)(pending ? _pci[StatusRegister] | InterruptStatus : _pci[StatusRegister] & ~InterruptStatus);
        _interrupt?.Set(pending && (_pci[CommandRegister + 1] & InterruptDisable) == 0);
    }
}
