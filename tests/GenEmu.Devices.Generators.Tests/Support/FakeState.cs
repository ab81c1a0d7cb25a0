using System.Runtime.CompilerServices;
using GenEmu.Abstractions;

namespace GenEmu.Devices.Generators.Tests.Support;

/// <summary>A saved state in memory, which checks names and sizes as a file would.</summary>
internal sealed class FakeState : IStateWriter, IStateReader
{
    private readonly Dictionary<string, Array> _values = new(StringComparer.Ordinal);

    public IEnumerable<string> Names => _values.Keys.Order(StringComparer.Ordinal);

    public FakeState Without(string name)
    {
        _values.Remove(name).ShouldBeTrue();
        return this;
    }

    public void Write<T>(string name, T value)
        where T : unmanaged => _values.Add(name, new[] { value });

    public void WriteArray<T>(string name, ReadOnlySpan<T> values)
        where T : unmanaged => _values.Add(name, values.ToArray());

    public bool Contains(string name) => _values.ContainsKey(name);

    public T Read<T>(string name)
        where T : unmanaged => ReadArray<T>(name)[0];

    public T[] ReadArray<T>(string name)
        where T : unmanaged
    {
        if (!_values.TryGetValue(name, out Array? values) || values is not T[] typed)
        {
            throw new InvalidDataException($"no '{name}' of {Unsafe.SizeOf<T>()} bytes");
        }

        return [.. typed];
    }
}
