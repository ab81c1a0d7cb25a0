namespace GenEmu.Spec.Semantics;

/// <summary>An intrinsic's argument: a value, an operand's slot, or a name.</summary>
/// <param name="Value">The value.</param>
/// <param name="Slot">The operand, or -1.</param>
/// <param name="Bytes">The operand's size in bytes.</param>
/// <param name="Symbol">The name of a segment, register or exception, or empty.</param>
/// <param name="Aligned">Whether memory must be aligned there.</param>
public sealed record Argument(Value? Value, int Slot = -1, int Bytes = 0, string Symbol = "", bool Aligned = false);
