using GenEmu.Devices.Generators.Model;

namespace GenEmu.Devices.Generators.Emitting;

/// <summary>Writes <c>Host</c>, <c>Attach</c>, and the methods that move and switch the claims of a base.</summary>
internal static class AttachEmitter
{
    public static void Emit(SourceWriter writer, DeviceModel model)
    {
        EmitHost(writer, model);
        EmitAttach(writer, model);
        foreach (BaseModel place in model.Bases)
        {
            EmitBase(writer, place, ClaimsOf(model, place));
        }
    }

    private static (int Tag, ClaimModel Claim)[] ClaimsOf(DeviceModel model, BaseModel place) =>
        [.. model.Claims.Select((claim, tag) => (tag, claim)).Where(entry => entry.claim.Base == place.Key)];

    private static void EmitHost(SourceWriter writer, DeviceModel model)
    {
        writer.Line($"private {Names.DeviceHost}? {Names.Host};");
        for (int tag = 0; tag < model.Claims.Count; tag++)
        {
            if (model.Claims[tag].Base is not null)
            {
                writer.Line($"private {Names.ClaimInterface} {ClaimField(tag)} = null!;");
            }
        }

        string message = Names.Literal($"{model.Shape.Name} is not attached to a machine yet: use Host in [OnAttach], [OnReset] or an access method, not in a constructor or a field's initializer.");
        writer.Line();
        writer.Line("/// <summary>The machine, as this device sees it.</summary>");
        writer.Line($"private {Names.DeviceHost} Host => {Names.Host} ?? throw new global::System.InvalidOperationException({message});");
    }

    private static void EmitAttach(SourceWriter writer, DeviceModel model)
    {
        writer.Line();
        writer.Open($"void {Names.Device}.Attach({Names.DeviceHost} host)");
        writer.Line("global::System.ArgumentNullException.ThrowIfNull(host);");
        writer.Line($"{Names.Host} = host;");
        if (model.Parameters.Count + model.Bases.Count > 0)
        {
            writer.Line($"{Names.Configuration} configuration = host.Configuration;");
        }

        foreach (ParameterModel parameter in model.Parameters)
        {
            string key = Names.Literal(parameter.Key);
            writer.Line(parameter.Reader is null
                ? $"this.{parameter.Member} = configuration[{key}] ?? this.{parameter.Member};"
                : $"this.{parameter.Member} = {Names.ConfigurationExtensions}.{parameter.Reader}(configuration, {key}, this.{parameter.Member});");
        }

        foreach (BaseModel place in model.Bases)
        {
            EmitAddress(writer, place, ClaimsOf(model, place));
        }

        writer.Line();
        for (int tag = 0; tag < model.Claims.Count; tag++)
        {
            EmitClaim(writer, model, tag);
        }

        if (model.Attach is { } hook)
        {
            writer.Line($"{hook.Method}();");
        }

        writer.Close();
    }

    private static void EmitAddress(SourceWriter writer, BaseModel place, (int Tag, ClaimModel Claim)[] claims)
    {
        if (claims.Length == 0)
        {
            return;
        }

        string type = Names.Address(place.Space);
        string key = Names.Literal(place.Key);
        writer.Line();
        writer.Line($"{type} base{place.Name} = {Names.ConfigurationExtensions}.Number(configuration, {key}, ({type}){place.Address}UL);");
        if (HighestBase(place, claims) is { } highest)
        {
            writer.Open($"if (base{place.Name} > {highest})");
            string message = Names.Literal($"parameter '{place.Key}': at most 0x{highest:X}, or the last register would not fit");
            writer.Line($"throw new {Names.ConfigurationException}({message});");
            writer.Close();
        }
    }

    private static void EmitClaim(SourceWriter writer, DeviceModel model, int tag)
    {
        ClaimModel claim = model.Claims[tag];
        BaseModel? place = model.Bases.FirstOrDefault(place => place.Key == claim.Base);
        string target = place is null ? "" : $"{ClaimField(tag)} = ";
        string address = place is null ? $"{claim.Start}" : Address(place, claim, $"base{place.Name}");
        string[] settings =
        [
            $"Base = {address}",
            $"Length = {claim.End - claim.Start}",
            $"Widths = {Names.Widths(claim.Widths)}",
            $"Priority = {claim.Priority}",
            $"Enabled = {Names.Literal(place?.Enabled ?? true)}",
            $"Tag = {tag}",
            .. claim.Batch ? ["Batch = true"] : Array.Empty<string>(),
            .. claim.Coalesce ? ["Coalesce = true"] : Array.Empty<string>(),
        ];
        string map = claim.Space == AddressSpace.Port ? "Ports" : "MemoryMap";
        writer.Line($"{target}host.{map}.Claim(new {Names.Claim(claim.Space)} {{ {string.Join(", ", settings)} }}, ({Names.Interface(claim.Space, claim.IsAsync)})this);");
    }

    private static void EmitBase(SourceWriter writer, BaseModel place, (int Tag, ClaimModel Claim)[] claims)
    {
        writer.Line();
        writer.Line($"/// <summary>Moves everything at the base '{place.Key}'; effective at the next instruction boundary.</summary>");
        writer.Open($"private void Move{place.Name}({Names.Address(place.Space)} newBase)");
        if (HighestBase(place, claims) is { } highest)
        {
            writer.Line($"global::System.ArgumentOutOfRangeException.ThrowIfGreaterThan<{Names.Address(place.Space)}>(newBase, {highest});");
        }

        foreach ((int tag, ClaimModel claim) in claims)
        {
            writer.Line($"{ClaimField(tag)}.Base = {Address(place, claim, "newBase")};");
        }

        writer.Close();
        writer.Line();
        writer.Line($"/// <summary>Switches everything at the base '{place.Key}' on or off; effective at the next instruction boundary.</summary>");
        writer.Open($"private void Enable{place.Name}(bool enabled)");
        foreach ((int tag, _) in claims)
        {
            writer.Line($"{ClaimField(tag)}.Enabled = enabled;");
        }

        writer.Close();
    }

    private static string ClaimField(int tag) => $"__claim{tag}";

    private static string Address(BaseModel place, ClaimModel claim, string variable) =>
        claim.Start == 0 ? variable : $"({Names.Address(place.Space)})({variable} + {claim.Start})";

    // Beyond it, the last claim would leave the address space.
    private static ulong? HighestBase(BaseModel place, (int Tag, ClaimModel Claim)[] claims)
    {
        ulong last = claims.Length == 0 ? 0 : (ulong)claims.Max(entry => entry.Claim.End) - 1;
        ulong highest = (place.Space == AddressSpace.Port ? ushort.MaxValue : ulong.MaxValue) - last;
        return last == 0 ? null : highest;
    }
}
