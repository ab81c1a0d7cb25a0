namespace GenEmu.Conformance.Tests.Vectors;

/// <summary>One instruction as silicon executed it.</summary>
/// <param name="Index">The number of the case in the upstream file.</param>
/// <param name="Name">Its disassembly.</param>
/// <param name="Bytes">The instruction; the 80286 set ends it with the HLT that stopped the processor.</param>
/// <param name="Before">Everything that the instruction read.</param>
/// <param name="After">What it changed.</param>
/// <param name="Exception">The vector, if it faulted (80286).</param>
/// <param name="PushedFlags">The linear address of the FLAGS word that the exception pushed.</param>
/// <param name="Hash">The upstream identity, hexadecimal.</param>
public sealed record VectorCase(
    uint Index,
    string Name,
    byte[] Bytes,
    VectorState Before,
    VectorState After,
    byte? Exception,
    uint PushedFlags,
    string Hash)
{
    public ushort Initial(VectorRegister register) => Before[register] ?? throw new InvalidDataException($"{Name}: {register} is missing.");

    public ushort Final(VectorRegister register) => After[register] ?? Initial(register);

    public override string ToString() => $"#{Index} {Name} [{Convert.ToHexString(Bytes)}]";
}
