using System.Reflection;
using System.Runtime.Loader;

namespace GenEmu.Plugins;

/// <summary>A plugin's own world: its dependencies come from beside it, and it can be unloaded.</summary>
/// <remarks>The one place that knows how assemblies are loaded. They are read into memory, so that their files are not locked.</remarks>
internal sealed class PluginLoadContext(string path) : AssemblyLoadContext(Path.GetFileNameWithoutExtension(path), isCollectible: true)
{
    private readonly AssemblyDependencyResolver _resolver = new(path);

    public Assembly LoadPlugin() => LoadFile(path);

    protected override Assembly? Load(AssemblyName assemblyName)
    {
        if (SharedAssemblies.Find(assemblyName) is { } shared)
        {
            return shared;
        }

        if (_resolver.ResolveAssemblyToPath(assemblyName) is { } dependency)
        {
            return LoadFile(dependency);
        }

        // Not falling back to the host's assemblies keeps a plugin working in the next host too.
        return SharedAssemblies.IsFramework(assemblyName.Name ?? "")
            ? null
            : throw new FileNotFoundException($"the plugin needs {assemblyName.Name} {assemblyName.Version}, which is not beside it");
    }

    protected override nint LoadUnmanagedDll(string unmanagedDllName)
        => _resolver.ResolveUnmanagedDllToPath(unmanagedDllName) is { } library ? LoadUnmanagedDllFromPath(library) : 0;

    private Assembly LoadFile(string file)
    {
        using var assembly = new MemoryStream(File.ReadAllBytes(file));
        string symbols = Path.ChangeExtension(file, ".pdb");
        using MemoryStream? debug = File.Exists(symbols) ? new MemoryStream(File.ReadAllBytes(symbols)) : null;
        return LoadFromStream(assembly, debug);
    }
}
