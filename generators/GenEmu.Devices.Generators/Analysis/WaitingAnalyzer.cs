using System.Collections.Concurrent;
using System.Collections.Immutable;
using GenEmu.Devices.Generators.Reading;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;

namespace GenEmu.Devices.Generators.Analysis;

/// <summary>Reports access methods that write <c>[State]</c> before they are done waiting.</summary>
/// <remarks>
/// A method inside <c>await</c> cannot be saved. So a snapshot that is taken meanwhile saves the access, and loading it begins the method
/// again; that is harmless exactly if the method has changed nothing yet. This is an analyzer and not part of the generator because it
/// follows the flow through code that uses the generated half of the class.
/// </remarks>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class WaitingAnalyzer : DiagnosticAnalyzer
{
    /// <inheritdoc/>
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } = [Descriptors.StateBeforeAwait];

    /// <inheritdoc/>
    public override void Initialize(AnalysisContext context)
    {
        context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.None);
        context.EnableConcurrentExecution();
        context.RegisterSymbolStartAction(StartType, SymbolKind.NamedType);
    }

    private static void StartType(SymbolStartAnalysisContext context)
    {
        // A device that keeps accepted accesses itself is never asked twice.
        if (!context.Symbol.Attributes(AttributeNames.Device).Any()
            || ((INamedTypeSymbol)context.Symbol).AllInterfaces.Any(type => type.ToDisplayString() == AttributeNames.Resumable))
        {
            return;
        }

        ConcurrentDictionary<IMethodSymbol, MethodFacts> methods = new(SymbolEqualityComparer.Default);
        context.RegisterOperationBlockAction(block =>
        {
            if (block.OwningSymbol is IMethodSymbol method && SymbolEqualityComparer.Default.Equals(method.ContainingType, context.Symbol))
            {
                methods[method] = MethodFacts.Gather(method, block.OperationBlocks.Select(block.GetControlFlowGraph));
            }
        });
        context.RegisterSymbolEndAction(end => Report(end, methods));
    }

    private static void Report(SymbolAnalysisContext context, IReadOnlyDictionary<IMethodSymbol, MethodFacts> methods)
    {
        StateWrites writes = new(methods);
        foreach (KeyValuePair<IMethodSymbol, MethodFacts> entry in methods.Where(entry => IsAccessMethod(entry.Key)))
        {
            foreach (EarlyEvent early in entry.Value.Early)
            {
                if (writes.Early(early) is { } state)
                {
                    context.ReportDiagnostic(Diagnostic.Create(Descriptors.StateBeforeAwait, early.Location, entry.Key.Name, state));
                }
            }
        }
    }

    private static bool IsAccessMethod(IMethodSymbol method) => method.GetAttributes().Any(attribute => attribute.AttributeClass?.ToDisplayString()
        is AttributeNames.PortRead or AttributeNames.PortWrite or AttributeNames.MmioRead or AttributeNames.MmioWrite);
}
