namespace GenEmu.Spec.Semantics;

/// <summary>The signature of a function that texts may call: a pure one, or one of a unit, which has a state.</summary>
/// <param name="Owner">Its class.</param>
/// <param name="Name">Its name.</param>
/// <param name="Result">Its result: uint, ulong, bool, Vector128&lt;byte&gt;, or void for a unit's function.</param>
/// <param name="Parameters">Its parameters' types: uint, ulong, int, bool, Vector128&lt;byte&gt;; for a unit's function also byte*, an operand's place.</param>
public sealed record PureFunction(string Owner, string Name, string Result, EquatableArray<string> Parameters)
{
    /// <summary>Whether it belongs to a unit: its first parameter, which texts do not write, is the unit's state.</summary>
    public bool IsUnits => PureFunctionReader.IsUnit(Owner);

    /// <summary>Whether it writes the register that it gets first by its place: the SSE unit's do.</summary>
    public bool WritesFirst => Owner == "Xmm" && Parameters.Count > 0 && Parameters[0] == "byte*";

    /// <summary>Whether its false is an exception.</summary>
    public bool Stops => Owner == "Xmm" && Result == "bool";
}
