using System.Reflection;
using GenEmu.Abstractions;

namespace GenEmu.Plugins;

/// <summary>A loaded plugin.</summary>
internal sealed class Plugin : IDisposable
{
    private readonly PluginLoadContext _context;

    private Plugin(PluginLoadContext context, string file, IReadOnlyList<DeviceKind> kinds) => (_context, File, Kinds) = (context, file, kinds);

    /// <summary>The full path of its assembly.</summary>
    public string File { get; }

    public IReadOnlyList<DeviceKind> Kinds { get; private set; }

    /// <summary>Checks a plugin's file, then loads it.</summary>
    /// <param name="file">The file.</param>
    /// <param name="stays">Whether it is never unloaded.</param>
    /// <exception cref="PluginException">It cannot be used.</exception>
    public static Plugin Load(string file, bool stays = false)
    {
        string path = Path.GetFullPath(file);
        PluginInspector.Check(path);
        var context = new PluginLoadContext(path, stays);
        try
        {
            Assembly assembly = context.LoadPlugin();
            DeviceKind[] kinds = [.. assembly.GetTypes().Where(IsDevice).Select(type => DeviceKind.Of(type, path))];
            return kinds.Length > 0
                ? new Plugin(context, path, kinds)
                : throw new PluginException($"{path}: there is no public class marked [Device] in it; mark one, or remove the file from the plugins");
        }
        catch (PluginException)
        {
            Unload(context);
            throw;
        }
        catch (Exception exception)
        {
            Unload(context);
            Exception cause = (exception as ReflectionTypeLoadException)?.LoaderExceptions.FirstOrDefault(e => e is not null) ?? exception;
            throw new PluginException($"{path}: it cannot be loaded: {cause.Message}; build it again against this version of GenEmu.Abstractions", cause);
        }
    }

    public void Dispose()
    {
        Kinds = [];
        Unload(_context);
    }

    private static void Unload(PluginLoadContext context)
    {
        if (context.IsCollectible)
        {
            context.Unload();
        }
    }

    private static bool IsDevice(Type type)
        => type is { IsClass: true, IsAbstract: false } && typeof(IDevice).IsAssignableFrom(type) && type.IsDefined(typeof(DeviceAttribute), inherit: false);
}
