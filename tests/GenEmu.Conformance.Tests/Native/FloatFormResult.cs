using GenEmu.Core.Execution;

namespace GenEmu.Conformance.Tests.Native;

/// <summary>What the cases of one form came to.</summary>
/// <param name="Form">The form.</param>
/// <param name="Cases">How many there were.</param>
/// <param name="Differences">In how many a result was another, and no rule names why.</param>
/// <param name="Exceptions">The silicon's exceptions by vector, counted once for each engine that was compared.</param>
/// <param name="Rules">What each rule excused, counted likewise.</param>
internal sealed record FloatFormResult(FormInfo Form, int Cases, int Differences, int[] Exceptions, Dictionary<string, int> Rules);
