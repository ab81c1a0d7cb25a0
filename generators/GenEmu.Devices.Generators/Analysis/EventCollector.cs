using GenEmu.Devices.Generators.Reading;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.FlowAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace GenEmu.Devices.Generators.Analysis;

/// <summary>Finds the events in a control-flow graph, block by block.</summary>
internal sealed class EventCollector(IMethodSymbol method, ControlFlowGraph graph)
{
    private readonly ILookup<CaptureId, IOperation> _captures = graph.Blocks
        .SelectMany(block => block.Operations)
        .OfType<IFlowCaptureOperation>()
        .ToLookup(capture => capture.Id, capture => capture.Value);

    public IEnumerable<FlowEvent[]> Blocks() => graph.Blocks.Select(block => block.Operations
        .SelectMany(operation => FlowEvent.InOrder(operation.DescendantsAndSelf().SelectMany(Events)))
        .Concat(FlowEvent.InOrder(block.BranchValue?.DescendantsAndSelf().SelectMany(Events) ?? []))
        .Concat(Return(block))
        .ToArray());

    private IEnumerable<FlowEvent> Events(IOperation operation) => operation switch
    {
        IAwaitOperation => [new FlowEvent(operation.Syntax, null, null, IsWait: true)],
        IInvocationOperation call when SymbolEqualityComparer.Default.Equals(call.TargetMethod.ContainingType, method.ContainingType) =>
            [.. Writes(call), new FlowEvent(call.Syntax, null, call.TargetMethod.OriginalDefinition, IsWait: false)],
        _ => Writes(operation),
    };

    // A method that is not async waits by handing out a task that is not complete.
    private IEnumerable<FlowEvent> Return(BasicBlock block)
    {
        bool waits = block is { BranchValue: { } value, FallThroughSuccessor.Semantics: ControlFlowBranchSemantics.Return }
            && !method.IsAsync
            && method.ReturnType.Name is "ValueTask"
            && !IsComplete(value);
        return waits ? [new FlowEvent(block.BranchValue!.Syntax, null, null, IsWait: true)] : [];
    }

    private bool IsComplete(IOperation value) => value switch
    {
        IConversionOperation conversion => IsComplete(conversion.Operand),
        IFlowCaptureReferenceOperation capture => _captures[capture.Id].All(IsComplete),
        IDefaultValueOperation => true,
        IObjectCreationOperation creation => creation.Arguments.All(argument => argument.Parameter?.Type.Name is not ("Task" or "IValueTaskSource")),
        IPropertyReferenceOperation property => property.Property is { Name: "CompletedTask", ContainingType.Name: "ValueTask" },
        IInvocationOperation call => call.TargetMethod is { Name: "FromResult", ContainingType.Name: "ValueTask" },
        _ => false,
    };

    private IEnumerable<FlowEvent> Writes(IOperation operation)
    {
        IEnumerable<IOperation> targets = operation switch
        {
            ISimpleAssignmentOperation { IsRef: true } alias => [alias.Value],
            IAssignmentOperation assignment => [assignment.Target],
            IIncrementOrDecrementOperation step => [step.Target],
            IInvocationOperation call => call.Arguments.Where(argument => argument.Parameter?.RefKind is RefKind.Ref or RefKind.Out).Select(argument => argument.Value),
            _ => [],
        };
        return targets.SelectMany(States).Distinct(StringComparer.Ordinal).Select(state => new FlowEvent(operation.Syntax, state, null, IsWait: false));
    }

    // What a write changes in the end: an element changes its array, a member of a structure the structure.
    private IEnumerable<string> States(IOperation? target) => target switch
    {
        IFlowCaptureReferenceOperation capture => _captures[capture.Id].SelectMany(States),
        IArrayElementReferenceOperation element => States(element.ArrayReference),
        IInlineArrayAccessOperation element => States(element.Instance),
        IConversionOperation conversion => States(conversion.Operand),
        ITupleOperation tuple => tuple.Elements.SelectMany(States),
        IFieldReferenceOperation field when field.Field.Attributes(AttributeNames.State).Any() => [field.Field.Name],
        IFieldReferenceOperation { Field.ContainingType.IsValueType: true } field => States(field.Instance),
        IPropertyReferenceOperation property when IsState(property.Property) => [property.Property.Name],
        _ => [],
    };

    private static bool IsState(IPropertySymbol property) => property.ContainingType.GetMembers().OfType<IFieldSymbol>()
        .Any(field => SymbolEqualityComparer.Default.Equals(field.AssociatedSymbol, property) && field.Attributes(AttributeNames.State).Any());
}
