namespace GenEmu.Conformance.Tests.Vectors;

/// <summary>One instruction as silicon executed it.</summary>
/// <param name="Index">The number of the case in the upstream file.</param>
/// <param name="Name">Its disassembly.</param>
/// <param name="Bytes">The instruction; the 80286 set ends it with the HLT that stopped the processor.</param>
/// <param name="Before">Everything that the instruction read.</param>
/// <param name="After">What it changed.</param>
/// <param name="Exception">The vector, if it faulted (80286).</param>
/// <param name="Hash">The upstream identity, hexadecimal.</param>
public sealed record VectorCase(
    uint Index,
    string Name,
    byte[] Bytes,
    VectorState Before,
    VectorState After,
    byte? Exception,
    string Hash)
{
    public ushort Initial(VectorRegister register) => Before[register] ?? throw new InvalidDataException($"{Name}: {register} is missing.");

    public ushort Final(VectorRegister register) => After[register] ?? Initial(register);

    /// <summary>The linear address of the FLAGS word that an exception pushed. (EXCP's own address is rounded down to even.)</summary>
    public uint PushedFlags => (uint)(Final(VectorRegister.Ss) << 4) + (ushort)(Final(VectorRegister.Sp) + 4);

    /// <summary>A word that the instruction wrote, or null.</summary>
    public ushort? FinalWord(uint address)
    {
        Dictionary<uint, byte> written = After.Memory.ToDictionary(byteAt => byteAt.Key, byteAt => byteAt.Value);
        return written.TryGetValue(address, out byte low) && written.TryGetValue(address + 1, out byte high) ? (ushort)(low | (high << 8)) : null;
    }

    public override string ToString() => $"#{Index} {Name} [{Convert.ToHexString(Bytes)}]";
}
