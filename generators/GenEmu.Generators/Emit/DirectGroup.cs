using GenEmu.Spec;

namespace GenEmu.Generators.Emit;

/// <summary>The handlers of one text, width and operand shape.</summary>
/// <param name="Name">What they have in common.</param>
/// <param name="Choice">By what one is chosen.</param>
/// <param name="Handlers">The handlers.</param>
/// <param name="Devices">Those that they hand over to where a device answers for the memory operand.</param>
internal sealed record DirectGroup(string Name, DirectChoice Choice, EquatableArray<DirectHandler> Handlers, EquatableArray<DirectHandler> Devices);
