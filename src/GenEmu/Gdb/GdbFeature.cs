namespace GenEmu.Gdb;

/// <summary>A group of registers in a target description.</summary>
/// <param name="Name">gdb knows the contents of those that start with <c>org.gnu</c>; others it takes as they are described.</param>
/// <param name="Types">The types that its registers use, in XML.</param>
/// <param name="Registers">The registers, in the order of their numbers.</param>
internal sealed record GdbFeature(string Name, string Types, IReadOnlyList<GdbRegister> Registers);
