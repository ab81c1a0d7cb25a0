namespace GenEmu.Devices.Generators.Model;

/// <summary>Everything that the emitter needs to know of one device class.</summary>
/// <param name="Shape">The class and where it stands.</param>
/// <param name="Version">The version of its saved state.</param>
/// <param name="IsStateful">Whether saving and loading is the generator's job; it is not where the class implements <c>IStateful</c> itself.</param>
/// <param name="Parameters">The fields that configuration sets.</param>
/// <param name="Bases">The named bases.</param>
/// <param name="Claims">The claims, each with the methods that answer it. A claim's index is its tag.</param>
/// <param name="State">The saved fields.</param>
/// <param name="Attach">The <c>[OnAttach]</c> method.</param>
/// <param name="Reset">The <c>[OnReset]</c> method.</param>
/// <param name="Load">The <c>[OnLoad]</c> method.</param>
internal sealed record DeviceModel(
    ShapeModel Shape,
    int Version,
    bool IsStateful,
    EquatableArray<ParameterModel> Parameters,
    EquatableArray<BaseModel> Bases,
    EquatableArray<ClaimModel> Claims,
    EquatableArray<StateModel> State,
    HookModel? Attach,
    HookModel? Reset,
    HookModel? Load);
