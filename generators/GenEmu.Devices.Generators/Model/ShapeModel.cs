namespace GenEmu.Devices.Generators.Model;

/// <summary>The class and where it stands.</summary>
/// <param name="Namespace">Its namespace; empty for the global one.</param>
/// <param name="Containers">The declarations of the classes around it, the outermost first: <c>partial class Outer</c>.</param>
/// <param name="Declaration">Its own: <c>partial class Uart</c>.</param>
/// <param name="Name">Its name.</param>
internal sealed record ShapeModel(string Namespace, EquatableArray<string> Containers, string Declaration, string Name)
{
    /// <summary>The generated file's name, unique in the compilation.</summary>
    public string HintName => string.Join(".", [Namespace, .. Containers.Select(LastWord), Name, "g.cs"]).TrimStart('.');

    private static string LastWord(string declaration) => declaration.Substring(declaration.LastIndexOf(' ') + 1);
}
