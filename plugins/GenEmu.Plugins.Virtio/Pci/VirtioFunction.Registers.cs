using System.Buffers.Binary;
using GenEmu.Abstractions;

namespace GenEmu.Plugins.Virtio;

/// <content>The BAR: a page each for the common registers (section 4.1.4.3), the interrupt status, the device's configuration and the notifications.</content>
internal sealed partial class VirtioFunction
{
    private const uint PageLength = 0x1000;
    private const uint WindowLength = 4 * PageLength;
    private const uint CommonBase = 0;
    private const uint CommonLength = 0x38;
    private const uint InterruptBase = PageLength;
    private const uint DeviceBase = 2 * PageLength;
    private const uint NotifyBase = 3 * PageLength;
    private const int NotifyMultiplier = 4;
    private const ushort NoVector = 0xFFFF;
    private const ulong Version1 = 1UL << 32;

    private bool IsQueueSelected => Registers.QueueSelect < _states.Length;

    /// <inheritdoc/>
    public ulong ReadMmio(MmioAccess access)
    {
        uint offset = (uint)access.Offset;
        Span<byte> page = stackalloc byte[(int)CommonLength + 8];
        page.Clear();
        switch (offset / PageLength)
        {
            case CommonBase / PageLength:
                ReadCommon(page);
                break;
            case InterruptBase / PageLength:
                page[0] = offset == InterruptBase ? TakeInterrupts() : (byte)0;
                break;
            case DeviceBase / PageLength:
                _device.Configuration.CopyTo(page);
                break;
            default:
                break;
        }

        int at = (int)(offset % PageLength);
        return at <= page.Length - 8 ? BinaryPrimitives.ReadUInt64LittleEndian(page[at..]) & (ulong.MaxValue >> (64 - (8 * access.Width))) : 0;
    }

    /// <inheritdoc/>
    public void WriteMmio(MmioAccess access, ulong value)
    {
        uint offset = (uint)access.Offset;
        if (offset < CommonLength)
        {
            WriteCommon((int)offset, access.Width, (uint)value);
        }
        else if (offset >= NotifyBase && (offset - NotifyBase) / NotifyMultiplier is uint queue && queue < _states.Length)
        {
            Serve((int)queue);
        }
    }

    private void ReadCommon(Span<byte> page)
    {
        ref VirtioRegisters registers = ref Registers;
        VirtqueueState queue = IsQueueSelected ? _states[registers.QueueSelect] : default;
        Put(page[0x00..], registers.DeviceFeatureSelect);
        Put(page[0x04..], Half(_device.Features | Version1, registers.DeviceFeatureSelect));
        Put(page[0x08..], registers.DriverFeatureSelect);
        Put(page[0x0C..], Half(registers.DriverFeatures, registers.DriverFeatureSelect));
        Put(page[0x10..], NoVector | ((uint)_states.Length << 16));
        page[0x14] = (byte)registers.Status;
        Put(page[0x16..], registers.QueueSelect | ((uint)queue.Size << 16));
        Put(page[0x1A..], NoVector | (queue.Enabled ? 0x1_0000u : 0));
        Put(page[0x1E..], IsQueueSelected ? registers.QueueSelect : 0u);
        BinaryPrimitives.WriteUInt64LittleEndian(page[0x20..], queue.Descriptors);
        BinaryPrimitives.WriteUInt64LittleEndian(page[0x28..], queue.Driver);
        BinaryPrimitives.WriteUInt64LittleEndian(page[0x30..], queue.Device);
    }

    /// <summary>Registers take writes of their own width; those of 64 bits, as two halves (section 4.1.3.1).</summary>
    private void WriteCommon(int offset, int width, uint value)
    {
        ref VirtioRegisters registers = ref Registers;
        switch (offset, width)
        {
            case (0x00, 4):
                registers.DeviceFeatureSelect = value;
                break;
            case (0x08, 4):
                registers.DriverFeatureSelect = value;
                break;
            case (0x0C, 4):
                ChooseFeatures(value);
                break;
            case (0x14, 1):
                WriteStatus((DeviceStatus)value);
                break;
            case (0x16, 2):
                registers.QueueSelect = (ushort)value;
                break;
            case ( >= 0x18 and < (int)CommonLength, _) when IsQueueSelected && !_states[registers.QueueSelect].Enabled:
                WriteQueue(ref _states[registers.QueueSelect], offset, width, value);
                break;
            default:
                break;
        }
    }

    private void WriteQueue(ref VirtqueueState queue, int offset, int width, uint value)
    {
        switch (offset, width)
        {
            case (0x18, 2) when value <= _largestQueue && ushort.IsPow2((ushort)value):
                queue.Size = (ushort)value;
                break;
            case (0x1C, 2):
                queue.Enabled = value == 1;
                break;
            case (0x20 or 0x24, 4):
                queue.Descriptors = WithHalf(queue.Descriptors, offset, value);
                break;
            case (0x28 or 0x2C, 4):
                queue.Driver = WithHalf(queue.Driver, offset, value);
                break;
            case (0x30 or 0x34, 4):
                queue.Device = WithHalf(queue.Device, offset, value);
                break;
            default:
                break;
        }
    }

    private void ChooseFeatures(uint value)
    {
        ref VirtioRegisters registers = ref Registers;
        if ((registers.Status & DeviceStatus.FeaturesOk) == 0 && registers.DriverFeatureSelect < 2)
        {
            registers.DriverFeatures = WithHalf(registers.DriverFeatures, (int)registers.DriverFeatureSelect * 4, value);
        }
    }

    /// <summary>Bits can only be added, except by a reset; FEATURES_OK stays clear where the device cannot do what was chosen (section 3.1.1).</summary>
    private void WriteStatus(DeviceStatus value)
    {
        if (value == DeviceStatus.None)
        {
            ResetDevice();
            return;
        }

        ref VirtioRegisters registers = ref Registers;
        bool acceptable = (registers.DriverFeatures & Version1) != 0 && (registers.DriverFeatures & ~(_device.Features | Version1)) == 0;
        DeviceStatus added = value & ~registers.Status & ~DeviceStatus.NeedsReset & ~(acceptable ? 0 : DeviceStatus.FeaturesOk);
        added &= ((registers.Status | added) & DeviceStatus.FeaturesOk) != 0 ? added : ~DeviceStatus.DriverOk;
        registers.Status |= added;
        for (int queue = 0; queue < _states.Length && (added & DeviceStatus.DriverOk) != 0; queue++)
        {
            Serve(queue);
        }
    }

    private void Serve(int queue)
    {
        if (IsRunning)
        {
            _device.Serve(queue);
        }
    }

    /// <summary>Reading acknowledges (section 4.1.4.5).</summary>
    private byte TakeInterrupts()
    {
        byte interrupts = Registers.Interrupts;
        Registers.Interrupts = 0;
        DriveInterrupt();
        return interrupts;
    }

    private static uint Half(ulong value, uint which) => which > 1 ? 0 : (uint)(value >> (32 * (int)which));

    private static ulong WithHalf(ulong value, int offset, uint half) => (offset & 4) == 0 ? (value & ~(ulong)uint.MaxValue) | half : (value & uint.MaxValue) | ((ulong)half << 32);

    private static void Put(Span<byte> bytes, uint value) => BinaryPrimitives.WriteUInt32LittleEndian(bytes, value);
}
