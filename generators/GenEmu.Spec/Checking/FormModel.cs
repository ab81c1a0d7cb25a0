using GenEmu.Spec.Forms;

namespace GenEmu.Spec.Checking;

/// <summary>A form, its handlers and what is known about it.</summary>
/// <param name="Form">The encoding.</param>
/// <param name="Handlers">The handler's name for each of <see cref="Semantics.Shape.OperandSizes"/>.</param>
/// <param name="Facts">What it does.</param>
public sealed record FormModel(Form Form, EquatableArray<string> Handlers, Facts Facts);
