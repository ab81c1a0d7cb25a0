using System.Buffers.Binary;
using GenEmu.Abstractions;

namespace GenEmu.Plugins.Virtio;

/// <content>
/// The vendor-specific capabilities that say where in the BAR the structures are (section 4.1.4), and the one through which firmware that cannot map a BAR
/// reaches them by configuration cycles (section 4.1.4.8).
/// </content>
internal sealed partial class VirtioFunction
{
    private const int BaseAddress = 0;
    private const int FirstCapability = 0x40;
    private const int CapabilityLength = 16;
    private const int AccessCapability = 0x84;
    private const int AccessBar = AccessCapability + 4;
    private const int AccessOffset = AccessCapability + 8;
    private const int AccessLength = AccessCapability + 12;
    private const int AccessData = AccessCapability + 16;
    private const byte CapabilitiesList = 1 << 4;

    /// <inheritdoc/>
    public uint ReadConfig(int offset, int width)
    {
        if (IsAccessData(offset) && AccessThroughConfig is { } access)
        {
            BinaryPrimitives.WriteUInt32LittleEndian(_pci.AsSpan(AccessData), (uint)ReadMmio(access));
        }

        return _config.ReadConfig(offset, width);
    }

    /// <inheritdoc/>
    public void WriteConfig(int offset, int width, uint value)
    {
        _config.WriteConfig(offset, width, value);
        if (IsAccessData(offset) && AccessThroughConfig is { } access)
        {
            WriteMmio(access, BinaryPrimitives.ReadUInt32LittleEndian(_pci.AsSpan(AccessData)) & (uint.MaxValue >> (32 - (8 * access.Width))));
        }
    }

    private static bool IsAccessData(int offset) => offset is >= AccessData and < AccessData + 4;

    /// <summary>The access that the capability's registers describe; null if they describe none.</summary>
    private MmioAccess? AccessThroughConfig
    {
        get
        {
            uint offset = BinaryPrimitives.ReadUInt32LittleEndian(_pci.AsSpan(AccessOffset));
            uint length = BinaryPrimitives.ReadUInt32LittleEndian(_pci.AsSpan(AccessLength));
            bool possible = _pci[AccessBar] == BaseAddress && length is 1 or 2 or 4 && offset % length == 0 && offset <= WindowLength - length;
            return possible ? new MmioAccess(offset, offset, (byte)length, 0) : null;
        }
    }

    private void DefineCapabilities()
    {
        const byte Common = 1, Notify = 2, Interrupt = 3, Device = 4, Access = 5;
        _config.Define(StatusRegister, 2, CapabilitiesList, clearable: 0xF900);
        _config.Define(0x34, 1, FirstCapability);
        DefineCapability(FirstCapability, CapabilityLength, Common, CommonBase, CommonLength);
        DefineCapability(FirstCapability + 0x10, CapabilityLength, Interrupt, InterruptBase, 1);
        DefineCapability(FirstCapability + 0x20, CapabilityLength, Device, DeviceBase, PageLength);
        DefineCapability(FirstCapability + 0x30, CapabilityLength + 4, Notify, NotifyBase, (uint)(_states.Length * NotifyMultiplier));
        _config.Define(FirstCapability + 0x30 + CapabilityLength, 4, NotifyMultiplier);
        DefineCapability(AccessCapability, CapabilityLength + 4, Access, 0, 0, writable: uint.MaxValue);
        _config.Define(AccessCapability + 1, 1, 0);                         // the last in the list
        _config.Define(AccessBar, 1, BaseAddress, writable: 0xFF);
        _config.Define(AccessData, 4, 0, writable: uint.MaxValue);
    }

    private void DefineCapability(int at, int length, byte type, uint offset, uint size, uint writable = 0)
    {
        const byte VendorSpecific = 9;
        _config.Define(at, 4, (uint)(VendorSpecific | ((at + length) << 8) | (length << 16) | (type << 24)));
        _config.Define(at + 4, 4, BaseAddress);
        _config.Define(at + 8, 4, offset, writable);
        _config.Define(at + 12, 4, size, writable);
    }
}
