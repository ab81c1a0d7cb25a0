namespace GenEmu.Abstractions;

/// <summary>Gives back a device's state, by name.</summary>
public interface IStateReader
{
    /// <summary>Whether a value of that name was saved; for values that later versions added.</summary>
    /// <param name="name">The name.</param>
    /// <returns><see langword="true"/> if it was.</returns>
    bool Contains(string name);

    /// <summary>Reads one value.</summary>
    /// <typeparam name="T">The type it was written with.</typeparam>
    /// <param name="name">The name.</param>
    /// <returns>The value.</returns>
    /// <exception cref="InvalidDataException">There is no such value, or it has another size.</exception>
    T Read<T>(string name)
        where T : unmanaged;

    /// <summary>Reads a row of values.</summary>
    /// <typeparam name="T">The type it was written with.</typeparam>
    /// <param name="name">The name.</param>
    /// <returns>The values, a new array.</returns>
    /// <exception cref="InvalidDataException">There is no such row, or its elements have another size.</exception>
    T[] ReadArray<T>(string name)
        where T : unmanaged;
}
