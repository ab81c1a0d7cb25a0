using GenEmu.Spec;

namespace GenEmu.Generators.Model;

/// <summary>Where instructions start: what the last steps join to models.</summary>
/// <param name="Path">The file.</param>
/// <param name="Lines">The first line of each instruction.</param>
/// <param name="Diagnostics">What is wrong with the file as such.</param>
internal sealed record SpecLines(string Path, EquatableArray<int> Lines, EquatableArray<SpecDiagnostic> Diagnostics);
