namespace GenEmu.Spec.Yaml;

/// <summary>The whole file: its instructions, and apart from them the lines on which they start.</summary>
/// <param name="Instructions">The instructions in file order.</param>
/// <param name="Lines">The first line of each, from zero.</param>
/// <param name="Diagnostics">What is wrong with the file as such, at absolute lines.</param>
public sealed record SpecDocument(
    EquatableArray<InstructionSource> Instructions,
    EquatableArray<int> Lines,
    EquatableArray<SpecDiagnostic> Diagnostics);
