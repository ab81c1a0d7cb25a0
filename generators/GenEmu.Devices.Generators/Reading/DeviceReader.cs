using GenEmu.Devices.Generators.Emitting;
using GenEmu.Devices.Generators.Model;
using Microsoft.CodeAnalysis;

namespace GenEmu.Devices.Generators.Reading;

/// <summary>Reads a <c>[Device]</c> class into values. What is wrong is reported and left out, so that the rest still gets its code.</summary>
internal static class DeviceReader
{
    public static ParsedDevice Read(GeneratorAttributeSyntaxContext context, CancellationToken cancellationToken)
    {
        INamedTypeSymbol type = (INamedTypeSymbol)context.TargetSymbol;
        ProblemList problems = new();
        if (ShapeReader.Read(type, problems, cancellationToken) is not { } shape)
        {
            return new ParsedDevice(null, problems.ToModel());
        }

        NameRegister keys = new("parameter", problems);
        BaseModel[] bases = BaseReader.Read(type, keys, problems, cancellationToken);
        FieldReader fields = new(type, keys, problems, cancellationToken);
        HookReader hooks = new(type, problems);
        List<(HandlerModel Handler, Location Location)> handlers = new AccessReader(type, bases, problems, cancellationToken).Read();
        List<ClaimModel> claims = ClaimPlanner.Plan(handlers, problems);
        WidthRule.Check(claims, handlers, problems);
        EquatableArray<StateModel> state = new(fields.State());
        HookModel? load = hooks.Load();
        DeviceModel model = new(
            shape,
            context.Attributes[0].Named("Version", 1),
            IsStateful: state.Count > 0 || load is not null || !type.Implements(Names.Stateful),
            new EquatableArray<ParameterModel>(fields.Parameters()),
            new EquatableArray<BaseModel>(bases),
            new EquatableArray<ClaimModel>(claims),
            state,
            hooks.Attach(),
            hooks.Reset(),
            load);
        DeviceRules.Check(type, context.Attributes[0], model, problems, cancellationToken);
        return new ParsedDevice(model, problems.ToModel());
    }
}
