using GenEmu.Abstractions;

namespace GenEmu.Plugins.Pc;

/// <content>The palette DAC: 256 colours of red, green and blue, six bits each.</content>
public sealed partial class Vga
{
    private const int ColorBytes = 3;

    [State] private readonly byte[] _palette = new byte[256 * ColorBytes];
    [State] private byte _pixelMask;
    [State] private byte _dacWriteColor;
    [State] private byte _dacReadColor;
    [State] private byte _dacComponent;
    [State] private bool _dacReads;

    private void ResetDac()
    {
        Array.Clear(_palette);
        _pixelMask = 0xFF;
        (_dacWriteColor, _dacReadColor, _dacComponent, _dacReads) = (0, 0, 0, false);
    }

    [PortRead(0x3C6)]
    private byte ReadPixelMask() => _pixelMask;

    [PortWrite(0x3C6)]
    private void WritePixelMask(byte value) => _pixelMask = value;

    /// <summary>Tells which index was written last: 3 for the read index, 0 for the write index.</summary>
    [PortRead(0x3C7)]
    private byte ReadDacState() => (byte)(_dacReads ? 3 : 0);

    [PortWrite(0x3C7)]
    private void WriteDacReadIndex(byte value) => (_dacReadColor, _dacComponent, _dacReads) = (value, 0, true);

    [PortRead(0x3C8)]
    private byte ReadDacWriteIndex() => _dacWriteColor;

    [PortWrite(0x3C8)]
    private void WriteDacWriteIndex(byte value) => (_dacWriteColor, _dacComponent, _dacReads) = (value, 0, false);

    [PortRead(0x3C9)]
    private byte ReadDacData()
    {
        byte value = _palette[(_dacReadColor * ColorBytes) + _dacComponent];
        StepDac(ref _dacReadColor);
        return value;
    }

    [PortWrite(0x3C9)]
    private void WriteDacData(byte value)
    {
        _palette[(_dacWriteColor * ColorBytes) + _dacComponent] = (byte)(Has8BitDac ? value : value & 0x3F);
        StepDac(ref _dacWriteColor);
    }

    /// <summary>Three accesses make a colour, then the index moves on.</summary>
    private void StepDac(ref byte color)
    {
        _dacComponent = (byte)((_dacComponent + 1) % ColorBytes);
        color += (byte)(_dacComponent == 0 ? 1 : 0);
    }
}
