using GenEmu.Spec.Checking;

namespace GenEmu.Generators.Model;

/// <summary>A checked instruction and its place in the file.</summary>
/// <param name="Model">The model.</param>
/// <param name="Path">The file.</param>
/// <param name="Line">The instruction's first line, from zero.</param>
internal sealed record LocatedInstruction(InstructionModel Model, string Path, int Line);
