using GenEmu.Abstractions;

namespace GenEmu.Plugins.Pc;

/// <content>
/// Bochs' display interface: an index at 1CEh and data at 1CFh, both words. While it is enabled with more than four bits a pixel,
/// the frame buffer is the picture, and A0000h shows 64 KiB of it.
/// </content>
public sealed partial class Vga
{
    private const ushort FirstVersion = 0xB0C0;
    private const ushort LastVersion = 0xB0C5;
    private const int BankSize = 0x1_0000;

    private IRamRegion _frameBuffer = null!;

    [State] private readonly ushort[] _dispi = new ushort[16];
    [State] private ushort _dispiIndex;
    [State] private byte _dispiLowByte;

    private bool IsDispiEnabled => (Dispi(DispiRegister.Enable) & (int)DispiEnable.Enabled) != 0;

    private bool Has8BitDac => (Dispi(DispiRegister.Enable) & (int)DispiEnable.Dac8) != 0;

    private bool IsLinear => IsDispiEnabled && Dispi(DispiRegister.BitsPerPixel) > 4;

    private int BankCount => (int)_frameBuffer.Length / BankSize;

    private ref ushort Dispi(DispiRegister register) => ref _dispi[(int)register];

    private void ResetDispi()
    {
        Array.Clear(_dispi);
        (_dispiIndex, _dispiLowByte) = (0, 0);
        Dispi(DispiRegister.Id) = LastVersion;
    }

    [PortRead(0x1CE)]
    private ushort ReadDispiIndex() => _dispiIndex;

    [PortWrite(0x1CE)]
    private void WriteDispiIndex(ushort value) => _dispiIndex = value;

    /// <summary>The data port is odd, so a bus without unaligned words delivers two bytes, the low one first.</summary>
    [PortRead(0x1CF)]
    private byte ReadDispiLow() => (byte)ReadDispi();

    [PortWrite(0x1CF)]
    private void WriteDispiLow(byte value) => _dispiLowByte = value;

    [PortRead(0x1D0)]
    private byte ReadDispiHigh() => (byte)(ReadDispi() >> 8);

    [PortWrite(0x1D0)]
    private void WriteDispiHigh(byte value) => WriteDispi((ushort)((value << 8) | _dispiLowByte));

    /// <summary>With the capabilities bit set, the first registers tell the largest values instead of the present ones.</summary>
    [PortRead(0x1CF)]
    private ushort ReadDispi()
    {
        bool capabilities = (Dispi(DispiRegister.Enable) & (int)DispiEnable.GetCapabilities) != 0;
        return (DispiRegister)_dispiIndex switch
        {
            DispiRegister.Width when capabilities => 2560,
            DispiRegister.Height when capabilities => 1600,
            DispiRegister.BitsPerPixel when capabilities => 32,
            DispiRegister.Memory => (ushort)BankCount,
            <= DispiRegister.YOffset => _dispi[_dispiIndex],
            _ => 0,
        };
    }

    [PortWrite(0x1CF)]
    private void WriteDispi(ushort value)
    {
        DispiRegister register = (DispiRegister)_dispiIndex;
        switch (register)
        {
            case DispiRegister.Id when value is >= FirstVersion and <= LastVersion:
            case DispiRegister.Width or DispiRegister.Height or DispiRegister.BitsPerPixel when !IsDispiEnabled:
            case DispiRegister.Bank when value < BankCount:
            case DispiRegister.XOffset or DispiRegister.YOffset:
                Dispi(register) = value;
                break;
            case DispiRegister.VirtualWidth when value >= Dispi(DispiRegister.Width):
                SetVirtualWidth(value);
                break;
            case DispiRegister.Enable:
                WriteDispiEnable(value);
                break;
        }
    }

    /// <summary>Enabling starts a mode: the picture begins at the frame buffer's start and is cleared unless the guest asks to keep it.</summary>
    private void WriteDispiEnable(ushort value)
    {
        bool wasEnabled = IsDispiEnabled;
        Dispi(DispiRegister.Enable) = value;
        if (wasEnabled || !IsDispiEnabled)
        {
            return;
        }

        (Dispi(DispiRegister.XOffset), Dispi(DispiRegister.YOffset), Dispi(DispiRegister.Bank)) = (0, 0, 0);
        SetVirtualWidth(Dispi(DispiRegister.Width));
        if ((value & (int)DispiEnable.KeepMemory) == 0)
        {
            _frameBuffer.Clear();
        }
    }

    /// <summary>The virtual height is what the memory then has room for.</summary>
    private void SetVirtualWidth(ushort width)
    {
        int bitsPerLine = Math.Max(1, width * Dispi(DispiRegister.BitsPerPixel));
        Dispi(DispiRegister.VirtualWidth) = width;
        Dispi(DispiRegister.VirtualHeight) = (ushort)Math.Min(ushort.MaxValue, (long)_frameBuffer.Length * 8 / bitsPerLine);
    }

    private byte ReadBank(int address) => _frameBuffer.Contents[(Dispi(DispiRegister.Bank) * BankSize) + address];

    private void WriteBank(int address, byte value) => _frameBuffer.Contents[(Dispi(DispiRegister.Bank) * BankSize) + address] = value;
}
