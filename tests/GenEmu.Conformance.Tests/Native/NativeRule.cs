namespace GenEmu.Conformance.Tests.Native;

/// <summary>A kind of case in which processors of this machine's make may do something else than GenEmu does.</summary>
/// <param name="Name">What differs.</param>
/// <param name="Source">Why GenEmu does what it does.</param>
/// <param name="AmdOnly">Whether only AMD's processors are excused.</param>
/// <param name="Ignored">What is not compared then.</param>
/// <param name="Applies">Which cases; decided by the case and the silicon's result, never by GenEmu's.</param>
internal sealed record NativeRule(string Name, string Source, bool AmdOnly, NativeAspects Ignored, Func<NativeOutcome, bool> Applies);
