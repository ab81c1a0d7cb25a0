namespace GenEmu.Abstractions;

/// <summary>A signal line. Its level is high while any of its drivers holds it high.</summary>
public interface IWire
{
    /// <summary>The line's name.</summary>
    string Name { get; }

    /// <summary>The line's level now, all drivers taken together.</summary>
    bool Level { get; }

    /// <summary>Drives the line from this device's end.</summary>
    /// <param name="level">High or low.</param>
    void Set(bool level);

    /// <summary>Listens: called on the machine's thread at every change of <see cref="Level"/>, before <see cref="Set"/> returns.</summary>
    /// <remarks>Not called while a state is loaded: a restored level is no edge, and a device that counts edges has them in its own state.</remarks>
    /// <param name="listener">Gets the new level.</param>
    void Listen(Action<bool> listener);
}
