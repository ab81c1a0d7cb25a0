namespace GenEmu.Plugins;

/// <summary>A plugin that was loaded again: it takes the old one's place in the catalog, or is let go.</summary>
internal sealed class PluginSuccession(DeviceCatalog catalog, Plugin old, Plugin successor) : IDisposable
{
    private readonly Plugin _successor = successor;
    private Plugin? _unused = successor;

    /// <summary>The file of both.</summary>
    public string File => _successor.File;

    /// <summary>A kind that the new plugin offers; null if it does not.</summary>
    public DeviceKind? Find(string id) => _successor.Kinds.FirstOrDefault(kind => kind.Id == id);

    /// <summary>From now on the catalog offers the new plugin's kinds.</summary>
    public void Commit()
    {
        catalog.Exchange(old, _successor);
        _unused = old;
    }

    public void Dispose()
    {
        _unused?.Dispose();
        _unused = null;
    }
}
