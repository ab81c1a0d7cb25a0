using GenEmu.Devices.Generators.Model;
using Microsoft.CodeAnalysis;

namespace GenEmu.Devices.Generators.Reading;

/// <summary>Reads the methods that the device wants called at an event.</summary>
internal sealed class HookReader(INamedTypeSymbol type, ProblemList problems)
{
    public HookModel? Attach() => Read(AttributeNames.OnAttach, argumentType: null, "void M()");

    public HookModel? Reset() => Read(AttributeNames.OnReset, "GenEmu.Abstractions.ResetKind", "void M(ResetKind kind)' or 'void M()");

    public HookModel? Load() => Read(AttributeNames.OnLoad, "int", "void M()' or 'void M(int version)");

    private HookModel? Read(string attributeName, string? argumentType, string form)
    {
        IMethodSymbol[] methods = [.. type.GetMembers().OfType<IMethodSymbol>().Where(method => method.Attributes(attributeName).Any())];
        if (methods.Length == 0)
        {
            return null;
        }

        foreach (IMethodSymbol other in methods.Skip(1))
        {
            problems.Add(Descriptors.SecondHook, other.NameLocation(), methods[0].Name, other.Name, attributeName.Split('.')[2].Replace("Attribute", ""));
        }

        IMethodSymbol method = methods[0];
        bool takesArgument = method.Parameters.Length == 1 && method.Parameters[0].RefKind == RefKind.None && method.Parameters[0].Type.ToDisplayString() == argumentType;
        if (!method.ReturnsVoid || method.IsAsync || method.IsGenericMethod || (method.Parameters.Length > 0 && !takesArgument))
        {
            problems.Add(Descriptors.WrongHook, method.NameLocation(), method.Name, form);
            return null;
        }

        return new HookModel(method.CallName(), takesArgument);
    }
}
