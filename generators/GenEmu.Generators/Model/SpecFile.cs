using GenEmu.Spec.Yaml;

namespace GenEmu.Generators.Model;

/// <summary>opcodes.yaml as read.</summary>
/// <param name="Path">Its path.</param>
/// <param name="Document">Its contents.</param>
internal sealed record SpecFile(string Path, SpecDocument Document);
