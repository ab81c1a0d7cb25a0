using System.Runtime.InteropServices;

namespace GenEmu.Core.Execution;

/// <summary>An operand of a form, as the spec's letters say it.</summary>
/// <param name="Kind">Where it is.</param>
/// <param name="Size">How wide.</param>
/// <param name="Number">The register or number of a fixed operand.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct OperandInfo(OperandKind Kind, OperandSize Size = OperandSize.None, byte Number = 0);
