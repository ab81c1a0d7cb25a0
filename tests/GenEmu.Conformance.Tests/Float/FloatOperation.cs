using Iced.Intel;

namespace GenEmu.Conformance.Tests.Float;

/// <summary>An instruction as the processor runs it and as the emulator's function does it.</summary>
/// <param name="Name">Its name, which a test shows.</param>
/// <param name="Emit">Assembles the instruction; EBX points to the case.</param>
/// <param name="Emulate">Fills in the case's results.</param>
/// <param name="Make">Makes a case's operands.</param>
internal sealed record FloatOperation(string Name, Action<Assembler> Emit, FloatOperation.Run Emulate, FloatOperation.Maker Make)
{
    internal delegate void Run(ref FloatCase @case);

    internal delegate void Maker(ref FuzzRandom random, ref FloatCase @case);

    public bool IsSse { get; init; }

    /// <summary>Whether it writes EFLAGS.</summary>
    public bool SetsFlags { get; init; }

    /// <summary>Whether it writes EAX, which then stands for the flags.</summary>
    public bool SetsRegister { get; init; }

    public override string ToString() => Name;
}
