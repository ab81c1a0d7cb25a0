using GenEmu.Generators.Emit;
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
/// <param name="Direct">The names of its direct handlers.</param>
/// <param name="IsValid">Whether it has no error.</param>
internal sealed record TableEntry(
    int Index, string Name, RepeatKind Repeat, bool Lock, string Cpuid, EquatableArray<FormModel> Forms, EquatableArray<DirectNames> Direct, bool IsValid)
{
    /// <summary>Takes the entry from a model.</summary>
    public static TableEntry Of(CheckedInstruction i)
    {
        var model = i.Model;
        var isValid = model.Diagnostics.Count == 0;
        var direct = isValid ? DirectSet.Groups(model).Select(DirectNames.Of) : [];
        return new(i.Index, model.Name, model.Repeat, model.Lock, model.Cpuid, model.Forms, new(direct), isValid);
    }
}
