using GenEmu.Devices.Generators.Emitting;
using GenEmu.Devices.Generators.Model;
using GenEmu.Devices.Generators.Reading;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace GenEmu.Devices.Generators;

/// <summary>Writes the claims, the dispatch and the saving of every <c>[Device]</c> class.</summary>
[Generator(LanguageNames.CSharp)]
public sealed class DeviceGenerator : IIncrementalGenerator
{
    private readonly Func<GeneratorAttributeSyntaxContext, CancellationToken, ParsedDevice> _read;
    private readonly Func<DeviceModel, string> _emit;

    /// <summary>Creates the generator, as the compiler does.</summary>
    public DeviceGenerator()
        : this(DeviceReader.Read, DeviceEmitter.Emit)
    {
    }

    internal DeviceGenerator(Func<GeneratorAttributeSyntaxContext, CancellationToken, ParsedDevice> read, Func<DeviceModel, string> emit)
    {
        _read = read;
        _emit = emit;
    }

    /// <inheritdoc/>
    public void Initialize(IncrementalGeneratorInitializationContext context)
    {
        IncrementalValuesProvider<ParsedDevice> devices = context.SyntaxProvider
            .ForAttributeWithMetadataName(AttributeNames.Device, static (node, _) => node is TypeDeclarationSyntax, Read)
            .WithTrackingName(StepNames.Devices);

        context.RegisterSourceOutput(
            devices.SelectMany(static (device, _) => device.Diagnostics).WithTrackingName(StepNames.Problems),
            static (output, problem) => Report(output, problem));

        foreach (string attribute in AttributeNames.InsideDevices)
        {
            context.RegisterSourceOutput(
                context.SyntaxProvider
                    .ForAttributeWithMetadataName(attribute, static (_, _) => true, static (found, _) => StrayReader.Read(found))
                    .WithTrackingName(StepNames.Strays),
                static (output, problem) => Report(output, problem));
        }

        context.RegisterSourceOutput(
            devices.Select(static (device, _) => device.Model).WithTrackingName(StepNames.Models),
            Emit);
    }

    private static void Report(SourceProductionContext output, DiagnosticInfo? problem)
    {
        if (problem is not null)
        {
            output.ReportDiagnostic(problem.ToDiagnostic());
        }
    }

    // A generator that throws is switched off with a mere warning (CS8785), and what its author then sees is a flood of
    // errors about code that was never written. So every exception becomes an error of our own, at the class it is about.
    private ParsedDevice Read(GeneratorAttributeSyntaxContext context, CancellationToken cancellationToken)
    {
        try
        {
            return _read(context, cancellationToken);
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            ProblemList problems = new();
            Location location = ((TypeDeclarationSyntax)context.TargetNode).Identifier.GetLocation();
            problems.Add(Descriptors.GeneratorFailed, location, context.TargetSymbol.Name, exception.ToString());
            return new ParsedDevice(null, problems.ToModel());
        }
    }

    private void Emit(SourceProductionContext output, DeviceModel? model)
    {
        if (model is null)
        {
            return;
        }

        try
        {
            output.AddSource(model.Shape.HintName, _emit(model));
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            output.ReportDiagnostic(Diagnostic.Create(Descriptors.GeneratorFailed, Location.None, model.Shape.Name, exception.ToString()));
        }
    }
}
