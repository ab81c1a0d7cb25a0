using GenEmu.Spec.Semantics;

namespace GenEmu.Spec.Checking;

/// <summary>An instruction's text under one shape.</summary>
/// <param name="Name">The method's name.</param>
/// <param name="Shape">The widths.</param>
/// <param name="Steps">The lowered text.</param>
public sealed record Handler(string Name, Shape Shape, EquatableArray<Step> Steps);
