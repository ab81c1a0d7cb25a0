using GenEmu.Spec;
using GenEmu.Spec.Checking;
using GenEmu.Spec.Yaml;

namespace GenEmu.Generators.Model;

/// <summary>What the tables need of an instruction: its forms, not its text.</summary>
/// <param name="Index">Its position in the list.</param>
/// <param name="Name">Its name.</param>
/// <param name="Repeat">What REP does.</param>
/// <param name="Lock">Whether LOCK is allowed.</param>
/// <param name="Cpuid">The feature that must be present.</param>
/// <param name="Forms">Its forms.</param>
/// <param name="IsValid">Whether it has no error.</param>
internal sealed record TableEntry(int Index, string Name, RepeatKind Repeat, bool Lock, string Cpuid, EquatableArray<FormModel> Forms, bool IsValid)
{
    /// <summary>Takes the entry from a model.</summary>
    public static TableEntry Of(CheckedInstruction i) =>
        new(i.Index, i.Model.Name, i.Model.Repeat, i.Model.Lock, i.Model.Cpuid, i.Model.Forms, i.Model.Diagnostics.Count == 0);
}
