using GenEmu.Abstractions;

/// <summary>A device of the host's own: no plugin, no folder. Its class could be anywhere in the program.</summary>
[Device("example.lamp")]
public sealed partial class Lamp
{
    [State] private byte _level;

    [PortRead(0x5F0)] private byte Read() => _level;

    [PortWrite(0x5F0)]
    private void Write(byte value)
    {
        _level = value;
        Console.WriteLine($"The lamp is {(value == 0 ? "off" : "on")}.");
    }
}
