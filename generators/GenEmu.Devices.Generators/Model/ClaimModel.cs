namespace GenEmu.Devices.Generators.Model;

/// <summary>One claim, with the methods that answer it.</summary>
/// <param name="Space">Ports or memory.</param>
/// <param name="Base">The key of its base; <see langword="null"/> for an absolute place.</param>
/// <param name="Start">The first port or byte, relative to the base.</param>
/// <param name="End">The first port or byte behind it.</param>
/// <param name="Widths">The native widths, each its number of bytes, or-ed together.</param>
/// <param name="Priority">The priority.</param>
/// <param name="IsAsync">Whether an answer may come later.</param>
/// <param name="Batch">Whether elements of strings may be moved in one go.</param>
/// <param name="Coalesce">Whether writes may wait.</param>
/// <param name="Handlers">Who answers.</param>
internal sealed record ClaimModel(
    AddressSpace Space,
    string? Base,
    long Start,
    long End,
    int Widths,
    int Priority,
    bool IsAsync,
    bool Batch,
    bool Coalesce,
    EquatableArray<HandlerModel> Handlers);
