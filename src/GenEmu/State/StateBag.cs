using System.Runtime.InteropServices;
using GenEmu.Abstractions;

namespace GenEmu.State;

/// <summary>A device's state in memory: what it saves, another instance of it loads.</summary>
internal sealed class StateBag : IStateWriter, IStateReader
{
    private readonly Dictionary<string, (int ElementSize, bool IsArray, byte[] Data)> _values = new(StringComparer.Ordinal);

    /// <summary>The version that wrote it.</summary>
    public int Version { get; private init; }

    /// <summary>Saves a device.</summary>
    public static StateBag Of(IStateful device)
    {
        var bag = new StateBag { Version = device.StateVersion };
        device.Save(bag);
        return bag;
    }

    public void Write<T>(string name, T value)
        where T : unmanaged
        => Add<T>(name, isArray: false, new ReadOnlySpan<T>(in value));

    public void WriteArray<T>(string name, ReadOnlySpan<T> values)
        where T : unmanaged
        => Add(name, isArray: true, values);

    public bool Contains(string name) => _values.ContainsKey(name);

    public T Read<T>(string name)
        where T : unmanaged
        => MemoryMarshal.Read<T>(Find<T>(name, isArray: false));

    public T[] ReadArray<T>(string name)
        where T : unmanaged
        => MemoryMarshal.Cast<byte, T>(Find<T>(name, isArray: true)).ToArray();

    private void Add<T>(string name, bool isArray, ReadOnlySpan<T> values)
        where T : unmanaged
    {
        if (!_values.TryAdd(name, (Size<T>(), isArray, MemoryMarshal.AsBytes(values).ToArray())))
        {
            throw new InvalidDataException($"'{name}' was saved twice");
        }
    }

    private byte[] Find<T>(string name, bool isArray)
        where T : unmanaged
    {
        if (!_values.TryGetValue(name, out (int ElementSize, bool IsArray, byte[] Data) value))
        {
            throw new InvalidDataException($"'{name}' was not saved");
        }

        return value.ElementSize == Size<T>() && value.IsArray == isArray
            ? value.Data
            : throw new InvalidDataException($"'{name}' was saved as {(value.IsArray ? "a row of" : "one of")} {value.ElementSize} bytes, not {(isArray ? "a row of" : "one of")} {Size<T>()}");
    }

    private static unsafe int Size<T>()
        where T : unmanaged
        => sizeof(T);
}
