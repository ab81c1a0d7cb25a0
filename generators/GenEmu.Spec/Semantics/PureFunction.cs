namespace GenEmu.Spec.Semantics;

/// <summary>The signature of a pure function of the arithmetic unit.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Result">Its result: uint, ulong or bool.</param>
/// <param name="Parameters">Its parameters' types: uint, ulong, int or bool.</param>
public sealed record PureFunction(string Name, string Result, EquatableArray<string> Parameters);
