using GenEmu.Abstractions;

namespace DevicePlugin;

/// <summary>A die at one port: every read is a throw, 1 to 6. Writing the port loads the die with a seed.</summary>
/// <remarks>It is fair but not random: the same seed gives the same throws, so a run of the machine can be repeated exactly.</remarks>
[Device("sample.dice", Summary = "A die at one port")]
[PortBase("io", 0x5F0)]
public sealed partial class DiceDevice
{
    [Parameter("seed", Summary = "Where the sequence starts")] private uint _seed = 2463534242;
    [State] private uint _current;

    [OnReset]
    private void Reset(ResetKind kind)
    {
        if (kind != ResetKind.Init) // the CPU's own reset, of which a die knows nothing
        {
            Seed(_seed);
        }
    }

    [PortRead(Base = "io")]
    private byte Throw()
    {
        // Marsaglia's 32-bit xorshift.
        _current ^= _current << 13;
        _current ^= _current >> 17;
        _current ^= _current << 5;
        return (byte)((_current % 6) + 1);
    }

    [PortWrite(Base = "io")] private void Load(byte value) => Seed(value);

    private void Seed(uint value) => _current = value == 0 ? 1 : value; // zero would stay zero for ever
}
