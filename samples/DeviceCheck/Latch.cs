using GenEmu.Abstractions;

namespace DeviceCheck;

/// <summary>A register with a mistake: a fresh instance that loads a snapshot does not know its value.</summary>
[Device("sample.latch")]
public sealed partial class Latch
{
    private byte _value;        // [State] is missing

    [PortRead(0x300)] private byte Read() => _value;

    [PortWrite(0x300)] private void Write(byte value) => _value = value;
}
