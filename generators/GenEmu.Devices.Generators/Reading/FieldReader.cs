using GenEmu.Devices.Generators.Model;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace GenEmu.Devices.Generators.Reading;

/// <summary>Reads <c>[Parameter]</c> and <c>[State]</c> fields.</summary>
internal sealed class FieldReader(INamedTypeSymbol type, NameRegister keys, ProblemList problems, CancellationToken cancellationToken)
{
    private static readonly SymbolDisplayFormat FullName = SymbolDisplayFormat.FullyQualifiedFormat;

    public List<ParameterModel> Parameters()
    {
        List<ParameterModel> parameters = [];
        foreach ((IFieldSymbol field, AttributeData attribute) in FieldsWith(AttributeNames.Parameter))
        {
            string key = attribute.Positional(0, "");
            if (!keys.Add(key, attribute.LocationOf("key", 0, cancellationToken)))
            {
                continue;
            }

            string? reader = field.Type switch
            {
                { SpecialType: >= SpecialType.System_SByte and <= SpecialType.System_UInt64 } => "Number",
                { SpecialType: SpecialType.System_Boolean } => "Flag",
                { TypeKind: TypeKind.Enum } => "Choice",
                _ => null,
            };
            if (reader is null && field.Type.SpecialType != SpecialType.System_String)
            {
                problems.Add(Descriptors.WrongParameter, field.NameLocation(), Name(field), $"configuration cannot give a {field.Type.ToDisplayString()}, only whole numbers, bool, string and enumerations");
            }
            else if (Fixed(field) is { } reason)
            {
                problems.Add(Descriptors.WrongParameter, field.NameLocation(), Name(field), $"it is {reason}");
            }
            else
            {
                parameters.Add(new ParameterModel(Member(field), key, reader));
            }
        }

        return parameters;
    }

    public List<StateModel> State()
    {
        List<StateModel> states = [];
        NameRegister names = new("saved name", problems);
        foreach ((IFieldSymbol field, AttributeData attribute) in FieldsWith(AttributeNames.State))
        {
            string name = attribute.Named("Name", Name(field).TrimStart('_'));
            if (!names.Add(name, attribute.Named("Name", "").Length > 0 ? attribute.LocationOf("Name", null, cancellationToken) : field.NameLocation()))
            {
                continue;
            }

            bool isArray = field.Type is IArrayTypeSymbol { IsSZArray: true };
            ITypeSymbol element = field.Type is IArrayTypeSymbol { IsSZArray: true } array ? array.ElementType : field.Type;
            if (Objection(field.Type, element) is { } objection)
            {
                problems.Add(Descriptors.WrongStateType, field.NameLocation(), Name(field), objection);
            }
            else if (Fixed(field) is { } reason && (!isArray || field.IsStatic))
            {
                problems.Add(Descriptors.FixedState, field.NameLocation(), Name(field), reason);
            }
            else
            {
                states.Add(new StateModel(Member(field), name, element.ToDisplayString(FullName), isArray));
            }
        }

        return states;
    }

    private static string? Objection(ITypeSymbol fieldType, ITypeSymbol element) => element switch
    {
        { OriginalDefinition.SpecialType: SpecialType.System_Nullable_T } => "a nullable value has no fixed form; save a value that means 'none', or a bool beside it",
        { TypeKind: TypeKind.Pointer or TypeKind.FunctionPointer } => "a pointer means nothing in another process",
        { IsUnmanagedType: false } => $"{element.ToDisplayString()} holds references; only numbers, enumerations, structures without references and arrays of them can be saved",
        _ when fieldType.NullableAnnotation == NullableAnnotation.Annotated => "it may be null, and loading fills the array that is there",
        _ => null,
    };

    private static string? Fixed(IFieldSymbol field) => field switch
    {
        { IsConst: true } => "a constant",
        { IsStatic: true } => "static, so all instances share it",
        { AssociatedSymbol: IPropertySymbol { SetMethod: null or { IsInitOnly: true } } } => "a property without a setter",
        { AssociatedSymbol: null, IsReadOnly: true } => "readonly",
        _ => null,
    };

    // [field: State] on a property marks its hidden backing field; only the property has a name that code can use.
    private static string Name(IFieldSymbol field) => (field.AssociatedSymbol ?? field).Name;

    private static string Member(IFieldSymbol field) => SyntaxFacts.GetKeywordKind(Name(field)) == SyntaxKind.None ? Name(field) : "@" + Name(field);

    private IEnumerable<(IFieldSymbol Field, AttributeData Attribute)> FieldsWith(string attributeName) =>
        from field in type.GetMembers().OfType<IFieldSymbol>()
        from attribute in field.Attributes(attributeName)
        select (field, attribute);
}
