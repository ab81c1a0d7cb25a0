namespace GenEmu.Conformance.Tests.Vectors;

/// <summary>What a case must look like afterwards, on a processor that is not the one it was captured on.</summary>
public sealed class VectorExpectation
{
    /// <param name="source">The silicon's result, which holds unless a rule says otherwise.</param>
    public VectorExpectation(VectorCase source)
    {
        foreach (VectorRegister register in Enum.GetValues<VectorRegister>())
        {
            Registers[(int)register] = source.Final(register);
        }

        foreach ((uint address, byte value) in source.After.Memory)
        {
            Memory[address] = (value, 0xFF);
        }
    }

    public ushort[] Registers { get; } = new ushort[14];

    /// <summary>Bytes and which of their bits count.</summary>
    public Dictionary<uint, (byte Value, byte Mask)> Memory { get; } = [];

    /// <summary>The flags that count.</summary>
    public ushort FlagsMask { get; set; } = 0xFFFF;

    public ref ushort this[VectorRegister register] => ref Registers[(int)register];

    /// <summary>Leaves bits of a word in memory out of the comparison.</summary>
    public void Ignore(uint address, ushort bits)
    {
        for (uint i = 0; i < 2; i++)
        {
            if (Memory.TryGetValue(address + i, out (byte Value, byte Mask) at))
            {
                Memory[address + i] = (at.Value, (byte)(at.Mask & ~(bits >> (int)(8 * i))));
            }
        }
    }
}
