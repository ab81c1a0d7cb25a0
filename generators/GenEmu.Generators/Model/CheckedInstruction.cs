using GenEmu.Spec.Checking;

namespace GenEmu.Generators.Model;

/// <summary>A checked instruction, by its position in the list; its lines are relative.</summary>
/// <param name="Index">Its position.</param>
/// <param name="Model">The model.</param>
internal sealed record CheckedInstruction(int Index, InstructionModel Model);
