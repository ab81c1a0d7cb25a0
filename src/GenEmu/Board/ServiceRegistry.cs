namespace GenEmu.Board;

/// <summary>What devices and the host offer each other, by interface; the first one offered is the one found.</summary>
internal sealed class ServiceRegistry
{
    private readonly Dictionary<Type, (object Service, string Owner)> _services = [];

    public void Provide(Type type, object service, string owner) => _services.TryAdd(type, (service, owner));

    public T? Find<T>()
        where T : class
        => _services.TryGetValue(typeof(T), out (object Service, string Owner) entry) ? (T)entry.Service : null;

    /// <summary>Who offers a service; empty if nobody does.</summary>
    public string OwnerOf<T>() => _services.TryGetValue(typeof(T), out (object Service, string Owner) entry) ? entry.Owner : "";

    /// <summary>Takes back everything that one device offers.</summary>
    public void Withdraw(string owner)
    {
        foreach (Type type in _services.Where(entry => entry.Value.Owner == owner).Select(entry => entry.Key).ToArray())
        {
            _services.Remove(type);
        }
    }
}
