using System.Runtime.InteropServices;

namespace GenEmu.Abstractions;

/// <summary>One character of a text screen.</summary>
/// <param name="Character">The character code; code page 437 unless the guest loaded another font.</param>
/// <param name="Attribute">Foreground in bits 0–3, background in bits 4–6, blink or bright background in bit 7.</param>
[StructLayout(LayoutKind.Auto)]
public readonly record struct TextCell(byte Character, byte Attribute);
