using GenEmu.Spec.Yaml;

namespace GenEmu.Generators.Model;

/// <summary>An instruction as written, by its position in the list.</summary>
/// <param name="Index">Its position.</param>
/// <param name="Source">The instruction.</param>
internal sealed record IndexedInstruction(int Index, InstructionSource Source);
