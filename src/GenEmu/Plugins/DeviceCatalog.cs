using GenEmu.Plugins;

namespace GenEmu;

/// <summary>The kinds of devices that loaded plugins offer, by name.</summary>
public sealed class DeviceCatalog : IDisposable
{
    private readonly Dictionary<string, DeviceKind> _kinds = new(StringComparer.Ordinal);
    private readonly List<Plugin> _plugins = [];
    private readonly HashSet<string> _folders = [];

    /// <summary>The folder beside the host's program where a kind that no loaded plugin offers is looked for.</summary>
    public static string DefaultFolder => Path.Combine(AppContext.BaseDirectory, "plugins");

    /// <summary>
    /// Whether plugins that are loaded from now on stay until the process ends. A program that runs one machine and exits starts sooner so: code that was compiled ahead is used,
    /// and hot code is compiled again. Their files are mapped and not to be overwritten meanwhile. A plugin that is loaded anew is read into memory, as all are by default.
    /// </summary>
    public bool KeepsPlugins { get; init; }

    /// <summary>The kinds, by name.</summary>
    public IEnumerable<DeviceKind> Kinds => _kinds.Values.OrderBy(kind => kind.Id, StringComparer.Ordinal);

    /// <summary>Loads every plugin in a folder: <c>FOLDER/Name/Name.dll</c>. A folder that was added before is left alone.</summary>
    /// <param name="folder">The folder.</param>
    /// <exception cref="PluginException">There is no such folder, or a plugin cannot be loaded.</exception>
    public void AddFolder(string folder)
    {
        string full = Path.GetFullPath(folder);
        if (!Directory.Exists(full))
        {
            throw new PluginException($"{folder}: there is no such folder of plugins");
        }

        if (!_folders.Add(full))
        {
            return;
        }

        foreach (string candidate in Directory.GetDirectories(full).Order(StringComparer.Ordinal))
        {
            string file = Path.Combine(candidate, Path.GetFileName(candidate) + ".dll");
            if (File.Exists(file))
            {
                AddFile(file);
            }
        }
    }

    /// <summary>Loads the plugins beside the host's program, if there are any.</summary>
    public void AddDefaultFolder()
    {
        if (Directory.Exists(DefaultFolder))
        {
            AddFolder(DefaultFolder);
        }
    }

    /// <summary>Loads one plugin.</summary>
    /// <param name="file">Its assembly.</param>
    /// <exception cref="PluginException">It cannot be loaded.</exception>
    public void AddFile(string file)
    {
        var plugin = Plugin.Load(file, KeepsPlugins);
        CheckUnique(plugin, replaced: null);
        _plugins.Add(plugin);
        foreach (DeviceKind kind in plugin.Kinds)
        {
            _kinds.Add(kind.Id, kind);
        }
    }

    /// <summary>Finds a kind.</summary>
    /// <param name="id">Its name.</param>
    /// <returns>The kind, or <see langword="null"/>.</returns>
    public DeviceKind? Find(string id) => _kinds.GetValueOrDefault(id);

    /// <summary>Lets the plugins go; their code is unloaded when nothing uses it any more.</summary>
    public void Dispose()
    {
        _kinds.Clear();
        foreach (Plugin plugin in _plugins)
        {
            plugin.Dispose();
        }

        _plugins.Clear();
        _folders.Clear();
    }

    /// <summary>Loads a plugin's file again, beside the plugin that is there.</summary>
    /// <param name="plugin">Its name (its file's, without the extension), or its file.</param>
    /// <exception cref="PluginException">There is no such plugin, or it cannot be loaded.</exception>
    internal PluginSuccession LoadAgain(string plugin)
    {
        string full = Path.GetFullPath(plugin);
        Plugin old = _plugins.Find(p => Path.GetFileNameWithoutExtension(p.File) == plugin || p.File == full)
            ?? throw new PluginException($"there is no plugin '{plugin}'; loaded are {string.Join(", ", _plugins.Select(p => Path.GetFileNameWithoutExtension(p.File)))}");
        var successor = Plugin.Load(old.File);
        CheckUnique(successor, old);
        return new PluginSuccession(this, old, successor);
    }

    /// <summary>Puts a plugin into another one's place.</summary>
    internal void Exchange(Plugin old, Plugin successor)
    {
        _plugins[_plugins.IndexOf(old)] = successor;
        foreach (DeviceKind kind in old.Kinds)
        {
            _kinds.Remove(kind.Id);
        }

        foreach (DeviceKind kind in successor.Kinds)
        {
            _kinds.Add(kind.Id, kind);
        }
    }

    private void CheckUnique(Plugin plugin, Plugin? replaced)
    {
        foreach (DeviceKind kind in plugin.Kinds)
        {
            if (_kinds.TryGetValue(kind.Id, out DeviceKind? other) && replaced?.Kinds.Contains(other) != true)
            {
                plugin.Dispose();
                throw new PluginException($"{plugin.File}: the device kind '{kind.Id}' is also in {other.Source}; remove one of the plugins");
            }
        }
    }

    /// <summary>What to tell somebody who asked for a kind that is not there.</summary>
    internal string DescribeUnknown(string id)
    {
        string advice = _kinds.Count == 0
            ? $"no plugin is loaded; put some into {DefaultFolder}, or name another folder"
            : $"the loaded plugins offer {string.Join(", ", Kinds.Select(kind => kind.Id))}";
        return $"there is no device kind '{id}'; {advice}";
    }
}
