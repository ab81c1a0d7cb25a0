using Microsoft.CodeAnalysis;

namespace GenEmu.Devices.Generators.Analysis;

/// <summary>Something after which a method may still wait: it writes state, or calls a method of the same class that might.</summary>
/// <param name="Location">Where.</param>
/// <param name="State">The field or property that it writes.</param>
/// <param name="Callee">The method that it calls instead.</param>
/// <param name="OnlyForCallee">Whether all that is left to wait for is that method itself; then what it writes at its own end is harmless.</param>
internal sealed record EarlyEvent(Location Location, string? State, IMethodSymbol? Callee, bool OnlyForCallee);
