using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using GenEmu.Abstractions;

namespace GenEmu.Conformance.Bench;

/// <summary>A saved state in memory, which checks names, types and lengths as a file would.</summary>
internal sealed class BenchState : IStateWriter, IStateReader
{
    private readonly Dictionary<string, (Type Type, int Size, byte[] Bytes)> _values = new(StringComparer.Ordinal);

    public IEnumerable<string> Names => _values.Keys;

    public long Length => _values.Values.Sum(value => (long)value.Bytes.Length);

    public void Write<T>(string name, T value)
        where T : unmanaged
        => WriteArray<T>(name, [value]);

    public void WriteArray<T>(string name, ReadOnlySpan<T> values)
        where T : unmanaged
    {
        if (!_values.TryAdd(name, (typeof(T), Unsafe.SizeOf<T>(), MemoryMarshal.AsBytes(values).ToArray())))
        {
            throw new ArgumentException($"'{name}' is saved twice", nameof(name));
        }
    }

    public bool Contains(string name) => _values.ContainsKey(name);

    public T Read<T>(string name)
        where T : unmanaged
        => ReadArray<T>(name) is [T value] ? value : throw new InvalidDataException($"'{name}' is no single value");

    public T[] ReadArray<T>(string name)
        where T : unmanaged
        => _values.TryGetValue(name, out (Type Type, int Size, byte[] Bytes) value) && value.Type == typeof(T)
            ? MemoryMarshal.Cast<byte, T>(value.Bytes).ToArray()
            : throw new InvalidDataException($"there is no '{name}' of type {typeof(T).Name}");

    /// <summary>The first value that differs; null if none does.</summary>
    public string? DifferenceTo(BenchState other)
    {
        if (Names.Union(other.Names, StringComparer.Ordinal).FirstOrDefault(name => !Same(name, other)) is not { } different)
        {
            return null;
        }

        int at = _values.TryGetValue(different, out (Type Type, int Size, byte[] Bytes) mine) && other._values.TryGetValue(different, out (Type Type, int Size, byte[] Bytes) theirs)
            ? mine.Bytes.AsSpan().CommonPrefixLength(theirs.Bytes)
            : 0;
        return $"'{different}' is {Show(different, at)} here and {other.Show(different, at)} there";
    }

    /// <summary>A copy that lacks a value.</summary>
    public BenchState Without(string name) => Copy(entry => entry.Key != name);

    /// <summary>A copy in which an array has one element more.</summary>
    public BenchState Lengthened(string name)
    {
        BenchState copy = Copy(_ => true);
        (Type type, int size, byte[] bytes) = _values[name];
        copy._values[name] = (type, size, [.. bytes, .. new byte[size]]);
        return copy;
    }

    private BenchState Copy(Func<KeyValuePair<string, (Type Type, int Size, byte[] Bytes)>, bool> filter)
    {
        var copy = new BenchState();
        foreach (KeyValuePair<string, (Type Type, int Size, byte[] Bytes)> entry in _values.Where(filter))
        {
            copy._values.Add(entry.Key, entry.Value);
        }

        return copy;
    }

    private bool Same(string name, BenchState other)
        => _values.TryGetValue(name, out (Type Type, int Size, byte[] Bytes) mine) && other._values.TryGetValue(name, out (Type Type, int Size, byte[] Bytes) theirs)
            && mine.Type == theirs.Type && mine.Bytes.AsSpan().SequenceEqual(theirs.Bytes);

    private string Show(string name, int from) => !_values.TryGetValue(name, out (Type Type, int Size, byte[] Bytes) value) ? "missing"
        : value.Bytes.Length <= 16 ? Convert.ToHexString(value.Bytes)
        : $"{Convert.ToHexString(value.Bytes.AsSpan(from, Math.Min(8, value.Bytes.Length - from)))} at byte {from} of {value.Bytes.Length}";
}
