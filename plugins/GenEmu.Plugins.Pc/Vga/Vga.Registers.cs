using GenEmu.Abstractions;

namespace GenEmu.Plugins.Pc;

/// <content>The sequencer, the graphics controller, the attribute controller and the CRTC, each behind an index register.</content>
public sealed partial class Vga
{
    private const byte PaletteSource = 0x20;        // attribute index bit 5: the palette shows the picture, not the CPU's writes
    private const byte ColorAddresses = 0x01;       // miscellaneous output bit 0: the CRTC is at 3D4h, not 3B4h
    private const int CrtcRegisters = 0x19;
    private const int VerticalRetraceEnd = 0x11;

    [State] private readonly byte[] _sequencer = new byte[8];
    [State] private readonly byte[] _graphics = new byte[16];
    [State] private readonly byte[] _attribute = new byte[32];
    [State] private readonly byte[] _crtc = new byte[32];
    [State] private byte _sequencerIndex;
    [State] private byte _graphicsIndex;
    [State] private byte _attributeIndex;
    [State] private byte _crtcIndex;
    [State] private bool _attributeDataNext;
    [State] private byte _miscellaneous;
    [State] private byte _featureControl;

    private bool IsColor => (_miscellaneous & ColorAddresses) != 0;

    private void ResetRegisters()
    {
        Array.Clear(_sequencer);
        Array.Clear(_graphics);
        Array.Clear(_attribute);
        Array.Clear(_crtc);
        (_sequencerIndex, _graphicsIndex, _attributeIndex, _crtcIndex) = (0, 0, 0, 0);
        (_attributeDataNext, _miscellaneous, _featureControl) = (false, 0, 0);
        _latches = 0;
    }

    [PortRead(0x3C0)]
    private byte ReadAttributeIndex() => _attributeIndex;

    /// <summary>Index and data share one port; reading input status 1 makes the next write an index.</summary>
    [PortWrite(0x3C0)]
    private void WriteAttribute(byte value)
    {
        if (_attributeDataNext)
        {
            int index = _attributeIndex & 0x1F;
            _attribute[index] = (byte)(value & AttributeMask(index));
        }
        else
        {
            _attributeIndex = (byte)(value & (PaletteSource | 0x1F));
        }

        _attributeDataNext = !_attributeDataNext;
    }

    [PortRead(0x3C1)]
    private byte ReadAttribute() => _attribute[_attributeIndex & 0x1F];

    /// <summary>Input status 0: the sense line tells that a monitor is there.</summary>
    [PortRead(0x3C2)]
    private byte ReadInputStatus0() => 0x10;

    [PortWrite(0x3C2)]
    private void WriteMiscellaneous(byte value) => _miscellaneous = (byte)(value & 0xEF);

    [PortRead(0x3CC)]
    private byte ReadMiscellaneous() => _miscellaneous;

    [PortRead(0x3CA)]
    private byte ReadFeatureControl() => _featureControl;

    [PortRead(0x3C4)]
    private byte ReadSequencerIndex() => _sequencerIndex;

    [PortWrite(0x3C4)]
    private void WriteSequencerIndex(byte value) => _sequencerIndex = (byte)(value & 7);

    [PortRead(0x3C5)]
    private byte ReadSequencer() => _sequencer[_sequencerIndex];

    [PortWrite(0x3C5)]
    private void WriteSequencer(byte value) => _sequencer[_sequencerIndex] = (byte)(value & SequencerMask(_sequencerIndex));

    [PortRead(0x3CE)]
    private byte ReadGraphicsIndex() => _graphicsIndex;

    [PortWrite(0x3CE)]
    private void WriteGraphicsIndex(byte value) => _graphicsIndex = (byte)(value & 0x0F);

    [PortRead(0x3CF)]
    private byte ReadGraphics() => _graphics[_graphicsIndex];

    [PortWrite(0x3CF)]
    private void WriteGraphics(byte value) => _graphics[_graphicsIndex] = (byte)(value & GraphicsMask(_graphicsIndex));

    [PortRead(0x3D4, Length = 2)]
    private byte ReadColorCrtc(int offset) => IsColor ? ReadCrtc(offset) : (byte)0xFF;

    [PortWrite(0x3D4, Length = 2)]
    private void WriteColorCrtc(int offset, byte value)
    {
        if (IsColor)
        {
            WriteCrtc(offset, value);
        }
    }

    [PortRead(0x3DA)]
    private byte ReadColorStatus() => IsColor ? ReadInputStatus1() : (byte)0xFF;

    [PortWrite(0x3DA)]
    private void WriteColorFeatureControl(byte value)
    {
        if (IsColor)
        {
            WriteFeatureControl(value);
        }
    }

    [PortRead(0x3B4, Length = 2)]
    private byte ReadMonochromeCrtc(int offset) => IsColor ? (byte)0xFF : ReadCrtc(offset);

    [PortWrite(0x3B4, Length = 2)]
    private void WriteMonochromeCrtc(int offset, byte value)
    {
        if (!IsColor)
        {
            WriteCrtc(offset, value);
        }
    }

    [PortRead(0x3BA)]
    private byte ReadMonochromeStatus() => IsColor ? (byte)0xFF : ReadInputStatus1();

    [PortWrite(0x3BA)]
    private void WriteMonochromeFeatureControl(byte value)
    {
        if (!IsColor)
        {
            WriteFeatureControl(value);
        }
    }

    private void WriteFeatureControl(byte value) => _featureControl = (byte)(value & 3);

    private byte ReadCrtc(int offset) => offset == 0 ? _crtcIndex : _crtc[_crtcIndex];

    private void WriteCrtc(int offset, byte value)
    {
        if (offset == 0)
        {
            _crtcIndex = (byte)(value & 0x1F);
            return;
        }

        const byte lineCompare = 0x10;
        bool isProtected = _crtcIndex <= 7 && (_crtc[VerticalRetraceEnd] & 0x80) != 0;
        if (!isProtected)
        {
            _crtc[_crtcIndex] = _crtcIndex < CrtcRegisters ? value : (byte)0;
        }
        else if (_crtcIndex == 7)
        {
            _crtc[7] = (byte)((_crtc[7] & ~lineCompare) | (value & lineCompare));    // the one bit that protection leaves open
        }
    }

    private static int AttributeMask(int index) => index switch
    {
        < 0x10 => 0x3F,
        0x10 => 0xEF,
        0x11 => 0xFF,
        0x12 => 0x3F,
        0x13 or 0x14 => 0x0F,
        _ => 0,
    };

    private static int SequencerMask(int index) => index switch
    {
        0 => 0x03,
        1 => 0x3D,
        2 => 0x0F,
        3 => 0x3F,
        4 => 0x0E,
        _ => 0,
    };

    private static int GraphicsMask(int index) => index switch
    {
        0 or 1 or 2 or 7 => 0x0F,
        3 => 0x1F,
        4 => 0x03,
        5 => 0x7B,
        6 => 0x0F,
        8 => 0xFF,
        _ => 0,
    };
}
