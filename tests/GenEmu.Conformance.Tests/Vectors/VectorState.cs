namespace GenEmu.Conformance.Tests.Vectors;

/// <summary>Registers and memory before or after an instruction.</summary>
/// <param name="Registers">By <see cref="VectorRegister"/>; after an instruction only the changed ones, the others null.</param>
/// <param name="Memory">Bytes by physical address.</param>
public sealed record VectorState(IReadOnlyList<ushort?> Registers, IReadOnlyList<KeyValuePair<uint, byte>> Memory)
{
    public static VectorState Empty { get; } = new(new ushort?[14], []);

    public ushort? this[VectorRegister register] => Registers[(int)register];
}
