using System.Reflection;
using System.Runtime.Loader;

namespace GenEmu.Plugins;

/// <summary>A plugin's own world: its dependencies come from beside it.</summary>
/// <param name="path">The plugin's file.</param>
/// <param name="stays">
/// Whether it stays until the process ends. If not, it can be unloaded, and its files are read into memory, so that they are not locked; but the runtime compiles
/// all code of such a context when it is first called, even if the file holds code that was compiled ahead.
/// </param>
/// <remarks>The one place that knows how assemblies are loaded.</remarks>
internal sealed class PluginLoadContext(string path, bool stays) : AssemblyLoadContext(Path.GetFileNameWithoutExtension(path), isCollectible: !stays)
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
        if (stays)
        {
            return LoadFromAssemblyPath(file);
        }

        using var assembly = new MemoryStream(File.ReadAllBytes(file));
        string symbols = Path.ChangeExtension(file, ".pdb");
        using MemoryStream? debug = File.Exists(symbols) ? new MemoryStream(File.ReadAllBytes(symbols)) : null;
        return LoadFromStream(assembly, debug);
    }
}
