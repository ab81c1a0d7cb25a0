using System.Runtime.InteropServices;
using GenEmu.Abstractions;

namespace GenEmu.Core.State;

/// <summary>A device's state in memory: what it saves, another instance of it loads.</summary>
internal sealed class StateBag : IStateWriter, IStateReader
{
    private readonly Dictionary<string, (int ElementSize, bool IsArray, byte[] Data)> _values = new(StringComparer.Ordinal);

    /// <summary>The version that wrote it.</summary>
    public int Version { get; init; }

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

    /// <summary>Writes all values to a file.</summary>
    public void Write(BinaryWriter to)
    {
        to.Write(Version);
        to.Write(_values.Count);
        foreach ((string name, (int elementSize, bool isArray, byte[] data)) in _values)
        {
            to.Write(name);
            to.Write(elementSize);
            to.Write(isArray);
            to.Write(data.Length);
            to.Write(data);
        }
    }

    /// <summary>Reads what <see cref="Write(BinaryWriter)"/> wrote.</summary>
    /// <param name="from">The file.</param>
    /// <param name="longest">No value has more bytes.</param>
    /// <exception cref="IOException">It ends too early.</exception>
    /// <exception cref="InvalidDataException">It is damaged.</exception>
    public static StateBag Read(BinaryReader from, int longest)
    {
        var bag = new StateBag { Version = from.ReadInt32() };
        int count = from.ReadInt32();
        for (int i = 0; i < count; i++)
        {
            string name = from.ReadString();
            int elementSize = from.ReadInt32();
            bool isArray = from.ReadBoolean();
            int length = from.ReadInt32();
            if (elementSize <= 0 || (uint)length > (uint)longest || length % elementSize != 0 || (!isArray && length != elementSize))
            {
                throw new InvalidDataException($"'{name}' has {length} bytes in elements of {elementSize}");
            }

            byte[] data = from.ReadBytes(length);
            if (data.Length != length || !bag._values.TryAdd(name, (elementSize, isArray, data)))
            {
                throw new InvalidDataException($"'{name}' is cut off, or there twice");
            }
        }

        return bag;
    }

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
