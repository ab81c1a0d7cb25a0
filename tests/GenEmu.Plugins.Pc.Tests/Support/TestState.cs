using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using GenEmu.Abstractions;

namespace GenEmu.Plugins.Pc.Tests.Support;

/// <summary>A saved state in memory, as strict as a snapshot file: names are unique, sizes must match.</summary>
public sealed class TestState : IStateWriter, IStateReader
{
    private readonly Dictionary<string, (int Size, byte[] Bytes)> _values = new(StringComparer.Ordinal);

    public void Write<T>(string name, T value)
        where T : unmanaged => WriteArray(name, new ReadOnlySpan<T>(in value));

    public void WriteArray<T>(string name, ReadOnlySpan<T> values)
        where T : unmanaged => _values.Add(name, (ElementSize<T>(), MemoryMarshal.AsBytes(values).ToArray()));

    public bool Contains(string name) => _values.ContainsKey(name);

    public T Read<T>(string name)
        where T : unmanaged => ReadArray<T>(name).Single();

    public T[] ReadArray<T>(string name)
        where T : unmanaged
    {
        if (!_values.TryGetValue(name, out (int Size, byte[] Bytes) value) || value.Size != ElementSize<T>())
        {
            throw new InvalidDataException($"There is no '{name}' of that size.");
        }

        return MemoryMarshal.Cast<byte, T>(value.Bytes).ToArray();
    }

    private static int ElementSize<T>()
        where T : unmanaged => Unsafe.SizeOf<T>();
}
