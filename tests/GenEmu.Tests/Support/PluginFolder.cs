using System.Reflection;
using GenEmu.Abstractions;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.Extensions.Logging;

namespace GenEmu.Tests.Support;

/// <summary>A folder of plugins that a test compiles.</summary>
internal sealed class PluginFolder : IDisposable
{
    /// <summary>A device that does nothing; <c>KIND</c> and <c>BODY</c> are to be replaced.</summary>
    private const string Source = """
        using GenEmu.Abstractions;
        [Device("KIND", Summary = "made by a test")]
        public sealed class Made : IDevice
        {
            BODY
            public void Attach(IDeviceHost host) { }
            public void Reset(ResetKind kind) { }
        }
        """;

    private readonly DirectoryInfo _root = Directory.CreateTempSubdirectory("genemu-plugins-");

    public string Path => _root.FullName;

    public static string DeviceSource(string kind, string body = "") => Source.Replace("KIND", kind, StringComparison.Ordinal).Replace("BODY", body, StringComparison.Ordinal);

    /// <summary>Writes any file as a plugin's assembly.</summary>
    public string AddBytes(string name, byte[] bytes)
    {
        string file = FileOf(name, name);
        File.WriteAllBytes(file, bytes);
        return file;
    }

    /// <summary>Compiles a plugin.</summary>
    public string Add(string name, string source, params MetadataReference[] references)
        => AddBytes(name, Compile(name, source, [.. references, .. Contract]));

    /// <summary>Puts a compiled library beside a plugin.</summary>
    public void AddBeside(string plugin, string name, byte[] bytes) => File.WriteAllBytes(FileOf(plugin, name), bytes);

    public static byte[] Compile(string name, string source, params MetadataReference[] references)
    {
        string framework = System.IO.Path.GetDirectoryName(typeof(object).Assembly.Location)!;
        MetadataReference[] all =
            [.. references, Reference(typeof(object).Assembly), MetadataReference.CreateFromFile(System.IO.Path.Combine(framework, "System.Runtime.dll"))];
        var compilation = CSharpCompilation.Create(
            name, [CSharpSyntaxTree.ParseText(source)], all, new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary));
        using var stream = new MemoryStream();
        compilation.Emit(stream).Diagnostics.Where(d => d.Severity == DiagnosticSeverity.Error).ShouldBeEmpty();
        return stream.ToArray();
    }

    public void Dispose() => _root.Delete(recursive: true);

    private static MetadataReference[] Contract => [Reference(typeof(IDevice).Assembly), Reference(typeof(ILogger).Assembly)];

    private static PortableExecutableReference Reference(Assembly assembly) => MetadataReference.CreateFromFile(assembly.Location);

    private string FileOf(string plugin, string name)
    {
        string folder = System.IO.Path.Combine(Path, plugin);
        Directory.CreateDirectory(folder);
        return System.IO.Path.Combine(folder, name + ".dll");
    }
}
