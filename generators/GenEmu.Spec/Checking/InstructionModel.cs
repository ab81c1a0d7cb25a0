using GenEmu.Spec.Yaml;

namespace GenEmu.Spec.Checking;

/// <summary>A checked instruction. All positions are relative to its first line.</summary>
/// <param name="Name">The name in the spec.</param>
/// <param name="Identifier">The name in C#.</param>
/// <param name="Repeat">What REP does.</param>
/// <param name="Lock">Whether LOCK is allowed.</param>
/// <param name="Cpuid">The feature that must be present, or empty.</param>
/// <param name="Forms">Its forms.</param>
/// <param name="Handlers">Its texts, one for each shape.</param>
/// <param name="Diagnostics">What is wrong with it.</param>
public sealed record InstructionModel(
    string Name,
    string Identifier,
    RepeatKind Repeat,
    bool Lock,
    string Cpuid,
    EquatableArray<FormModel> Forms,
    EquatableArray<Handler> Handlers,
    EquatableArray<SpecDiagnostic> Diagnostics);
