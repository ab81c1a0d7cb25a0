namespace GenEmu.Abstractions;

/// <summary>Takes a device's state, value by value, each with a name that <see cref="IStateReader"/> checks.</summary>
public interface IStateWriter
{
    /// <summary>Writes one value.</summary>
    /// <typeparam name="T">A type without references.</typeparam>
    /// <param name="name">Unique in the device.</param>
    /// <param name="value">The value.</param>
    void Write<T>(string name, T value)
        where T : unmanaged;

    /// <summary>Writes a row of values with its length.</summary>
    /// <typeparam name="T">A type without references.</typeparam>
    /// <param name="name">Unique in the device.</param>
    /// <param name="values">The values.</param>
    void WriteArray<T>(string name, ReadOnlySpan<T> values)
        where T : unmanaged;
}
