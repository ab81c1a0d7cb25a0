namespace GenEmu.Conformance.Tests.Vectors;

/// <summary>What a case must look like afterwards, on a processor that is not the one it was captured on.</summary>
public sealed class VectorExpectation
{
    private const ushort TrapAndInterrupt = 0x300;

    private readonly VectorCase _source;
    private readonly uint _addressMask;

    /// <param name="source">The silicon's result, which holds unless a rule says otherwise.</param>
    /// <param name="addressMask">Where physical addresses wrap.</param>
    public VectorExpectation(VectorCase source, uint addressMask)
    {
        _source = source;
        _addressMask = addressMask;
        foreach (VectorRegister register in Enum.GetValues<VectorRegister>())
        {
            Registers[(int)register] = source.Final(register);
        }

        foreach ((uint address, byte value) in source.Before.Memory.Concat(source.After.Memory))
        {
            Memory[address] = (value, 0xFF);
        }
    }

    public ushort[] Registers { get; } = new ushort[14];

    /// <summary>Bytes and which of their bits count.</summary>
    public Dictionary<uint, (byte Value, byte Mask)> Memory { get; } = [];

    /// <summary>The flags that count.</summary>
    public ushort FlagsMask { get; set; } = 0x0FFF;

    /// <summary>The fault that a rule expects in place of the silicon's result.</summary>
    public byte? Fault { get; private set; }

    /// <summary>The linear address of the fault handler, at which the runner puts a HLT.</summary>
    public uint Handler { get; private set; }

    public ref ushort this[VectorRegister register] => ref Registers[(int)register];

    /// <summary>Expects a fault instead: its frame, its handler, and nothing else changed.</summary>
    public void ExpectFault(byte vector)
    {
        ExpectNothing();
        Push((ushort)((this[VectorRegister.Flags] & 0x0FFF) | 2));
        Push(this[VectorRegister.Cs]);
        Push(this[VectorRegister.Ip]);
        this[VectorRegister.Flags] &= unchecked((ushort)~TrapAndInterrupt);
        Redirect(vector);
    }

    /// <summary>Expects another vector's handler to be entered.</summary>
    public void Redirect(byte vector)
    {
        this[VectorRegister.Ip] = (ushort)(Word(vector * 4u) + 1);     // behind the HLT
        this[VectorRegister.Cs] = Word((vector * 4u) + 2);
        Fault = vector;
        Handler = Linear(this[VectorRegister.Cs], (ushort)(this[VectorRegister.Ip] - 1));
        Memory[Handler] = (0xF4, 0xFF);
    }

    /// <summary>Expects the instruction to have completed without any effect yet; the caller adds them.</summary>
    /// <param name="length">Its length, with the HLT behind it.</param>
    public void ExpectCompletion(int length)
    {
        ExpectNothing();
        this[VectorRegister.Ip] += (ushort)length;
    }

    /// <summary>Leaves bits of a word in memory out of the comparison.</summary>
    public void Ignore(uint address, ushort bits)
    {
        for (int i = 0; i < 2; i++)
        {
            uint at = (address + (uint)i) & _addressMask;
            if (Memory.TryGetValue(at, out (byte Value, byte Mask) old))
            {
                Memory[at] = (old.Value, (byte)(old.Mask & ~(bits >> (8 * i))));
            }
        }
    }

    /// <summary>Expects a word on the stack, at an offset from the final SP.</summary>
    public void ExpectOnStack(int offset, ushort value) => Store(Linear(this[VectorRegister.Ss], (ushort)(this[VectorRegister.Sp] + offset)), value);

    /// <summary>The address of a word on the stack, at an offset from the final SP.</summary>
    public uint StackAddress(int offset) => Linear(this[VectorRegister.Ss], (ushort)(this[VectorRegister.Sp] + offset));

    /// <summary>Expects a word in memory.</summary>
    public void Expect(VectorRegister segment, ushort offset, ushort value) => Store(Linear(this[segment], offset), value);

    private void ExpectNothing()
    {
        Memory.Clear();
        foreach ((uint address, byte value) in _source.Before.Memory)
        {
            Memory[address] = (value, 0xFF);
        }

        foreach (VectorRegister register in Enum.GetValues<VectorRegister>())
        {
            this[register] = _source.Initial(register);
        }
    }

    private uint Linear(ushort segment, ushort offset) => ((uint)(segment << 4) + offset) & _addressMask;

    private void Push(ushort value)
    {
        this[VectorRegister.Sp] -= 2;
        ExpectOnStack(0, value);
    }

    private ushort Word(uint address)
        => (ushort)(Memory.GetValueOrDefault(address).Value | (Memory.GetValueOrDefault(address + 1).Value << 8));

    private void Store(uint address, ushort value)
    {
        Memory[address] = ((byte)value, 0xFF);
        Memory[(address + 1) & _addressMask] = ((byte)(value >> 8), 0xFF);
    }
}
