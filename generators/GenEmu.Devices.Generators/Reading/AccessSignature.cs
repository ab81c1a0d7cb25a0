using GenEmu.Devices.Generators.Model;
using Microsoft.CodeAnalysis;

namespace GenEmu.Devices.Generators.Reading;

/// <summary>What an access method's signature says.</summary>
internal sealed record AccessSignature(int Width, bool IsAsync, bool TakesOffset, bool TakesToken)
{
    private const string ValueTask = "System.Threading.Tasks.ValueTask";

    public static AccessSignature? Read(IMethodSymbol method, AddressSpace space, bool isRead, out string objection)
    {
        string types = space == AddressSpace.Port ? "byte, ushort or uint" : "byte, ushort, uint or ulong";
        objection = method switch
        {
            { IsGenericMethod: true } => "it is generic",
            { IsAsync: true, ReturnsVoid: true } => "nobody can wait for 'async void'; return ValueTask",
            _ when method.ReturnsByRef || method.ReturnsByRefReadonly || method.Parameters.Any(parameter => parameter.RefKind != RefKind.None) => "it passes something by reference",
            _ => "",
        };
        if (objection.Length > 0)
        {
            return null;
        }

        bool isAsync = method.ReturnType.OriginalDefinition.ToDisplayString() is ValueTask or ValueTask + "<TResult>";
        Queue<IParameterSymbol> parameters = new(method.Parameters);
        bool takesOffset = Take(parameters, parameter => parameter.Type.SpecialType == SpecialType.System_Int32);
        ITypeSymbol? value = isRead ? Result(method.ReturnType) : parameters.Count > 0 ? parameters.Dequeue().Type : null;
        bool takesToken = Take(parameters, parameter => parameter.Type.ToDisplayString() == "System.Threading.CancellationToken");
        int width = WidthOf(value, space);
        if (width == 0 && isRead)
        {
            objection = $"it must return {types}, or a ValueTask of one, not {method.ReturnType.ToDisplayString()}";
        }
        else if (width == 0)
        {
            objection = $"it must take the value as {types}";
        }
        else if (!isRead && !method.ReturnsVoid && method.ReturnType.ToDisplayString() != ValueTask)
        {
            objection = $"it must return void or ValueTask, not {method.ReturnType.ToDisplayString()}";
        }
        else if (takesToken && !isAsync)
        {
            objection = "a CancellationToken is for methods that return ValueTask; this one answers at once";
        }
        else if (parameters.Count > 0)
        {
            objection = $"nothing could be passed as '{parameters.Peek().Name}'; the parameters are {Form(isRead)}";
        }

        return objection.Length > 0 ? null : new AccessSignature(width, isAsync, takesOffset, takesToken);
    }

    private static string Form(bool isRead) => isRead
        ? "an int offset and, if it returns ValueTask, a CancellationToken, both optional"
        : "an int offset (optional), the value and, if it returns ValueTask, a CancellationToken (optional)";

    private static bool Take(Queue<IParameterSymbol> parameters, Func<IParameterSymbol, bool> matches)
    {
        bool found = parameters.Count > 0 && matches(parameters.Peek());
        if (found)
        {
            parameters.Dequeue();
        }

        return found;
    }

    private static ITypeSymbol Result(ITypeSymbol type) =>
        type is INamedTypeSymbol { Arity: 1 } named && named.OriginalDefinition.ToDisplayString() == ValueTask + "<TResult>" ? named.TypeArguments[0] : type;

    private static int WidthOf(ITypeSymbol? type, AddressSpace space) => type?.SpecialType switch
    {
        SpecialType.System_Byte => 1,
        SpecialType.System_UInt16 => 2,
        SpecialType.System_UInt32 => 4,
        SpecialType.System_UInt64 when space == AddressSpace.Mmio => 8,
        _ => 0,
    };
}
