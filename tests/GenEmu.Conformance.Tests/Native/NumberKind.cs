namespace GenEmu.Conformance.Tests.Native;

/// <summary>What the bytes of a register stand for.</summary>
internal enum NumberKind
{
    Integers,
    Singles,
    Doubles,
}
