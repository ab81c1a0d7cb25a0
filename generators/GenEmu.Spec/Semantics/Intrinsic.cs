namespace GenEmu.Spec.Semantics;

/// <summary>A call that the vCPU provides.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Parameters">What its arguments are.</param>
/// <param name="Result">The result's bits; 0 for none, -1 for the operand size, -2 for bool.</param>
/// <param name="Traits">What it does.</param>
public sealed record Intrinsic(string Name, EquatableArray<ParameterKind> Parameters, int Result, IntrinsicTraits Traits)
{
    /// <summary>Whether a handler must test its result.</summary>
    public bool Stops => (Traits & IntrinsicTraits.Stops) != 0;

    /// <summary>Whether it has a trait.</summary>
    /// <param name="trait">The trait.</param>
    public bool Is(IntrinsicTraits trait) => (Traits & trait) != 0;
}
