namespace GenEmu.Generators.Emit;

/// <summary>Where in memory an operand is.</summary>
/// <param name="Segment">The segment's number as an expression; null if it is flat.</param>
/// <param name="Offset">The offset as an expression.</param>
internal readonly record struct DirectPlace(string? Segment, string Offset);
