using System.Reflection;
using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;
using System.Runtime.Loader;

namespace GenEmu.Plugins;

/// <summary>Looks at a plugin's metadata before any of its code is loaded.</summary>
internal static class PluginInspector
{
    /// <summary>Checks that a file is an assembly, that its contract is ours, and that everything it needs is there.</summary>
    /// <exception cref="PluginException">The first thing that is wrong.</exception>
    public static void Check(string path)
    {
        IReadOnlyList<AssemblyName> references = ReadReferences(path);
        CheckContract(path, references);
        CheckDependencies(path, references);
    }

    private static void CheckContract(string path, IReadOnlyList<AssemblyName> references)
    {
        AssemblyName ours = SharedAssemblies.Contract.GetName();
        AssemblyName theirs = references.FirstOrDefault(r => r.Name == ours.Name)
            ?? throw new PluginException($"{path}: it does not use {ours.Name}, so it is no plugin; remove it from the plugins");
        if (theirs.Version?.Major != ours.Version?.Major)
        {
            throw new PluginException(
                $"{path}: it was built for {ours.Name} {theirs.Version?.ToString(3)}, this host has {ours.Version?.ToString(3)}; build it again against version {ours.Version?.Major}, or use a host of version {theirs.Version?.Major}");
        }
    }

    private static void CheckDependencies(string path, IReadOnlyList<AssemblyName> references)
    {
        var resolver = new AssemblyDependencyResolver(path);
        var seen = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        var open = new Queue<(string From, AssemblyName Reference)>(references.Select(r => (path, r)));
        while (open.TryDequeue(out (string From, AssemblyName Reference) entry))
        {
            string name = entry.Reference.Name ?? "";
            if (!seen.Add(name) || SharedAssemblies.Find(entry.Reference) is not null)
            {
                continue;
            }

            if (resolver.ResolveAssemblyToPath(entry.Reference) is { } file)
            {
                foreach (AssemblyName next in ReadReferences(file))
                {
                    open.Enqueue((file, next));
                }
            }
            else if (!SharedAssemblies.IsFramework(name))
            {
                string user = entry.From == path ? "it" : Path.GetFileName(entry.From);
                throw new PluginException($"{path}: {user} needs {name} {entry.Reference.Version}, which is not beside it; publish the plugin with its dependencies");
            }
        }
    }

    private static List<AssemblyName> ReadReferences(string path)
    {
        try
        {
            using var reader = new PEReader(new MemoryStream(File.ReadAllBytes(path)));
            if (!reader.HasMetadata)
            {
                throw new BadImageFormatException("it has no metadata");
            }

            MetadataReader metadata = reader.GetMetadataReader();
            return [.. metadata.AssemblyReferences.Select(handle => metadata.GetAssemblyReference(handle).GetAssemblyName())];
        }
        catch (Exception exception) when (exception is BadImageFormatException or InvalidOperationException)
        {
            throw new PluginException($"{path}: this is not a .NET assembly; put the plugin's own DLL there, or remove the file", exception);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new PluginException($"{path}: the file cannot be read: {exception.Message}", exception);
        }
    }
}
