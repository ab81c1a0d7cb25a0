namespace GenEmu.Abstractions;

/// <summary>A stream of bytes between a device and the outside. The device pulls input when it has room, so nothing is lost.</summary>
/// <remarks>Used on the machine's thread; the host moves bytes in and out at instruction boundaries.</remarks>
public interface IByteChannel
{
    /// <summary>Sends one byte out.</summary>
    /// <param name="value">The byte.</param>
    void Write(byte value);

    /// <summary>Takes the next byte of input.</summary>
    /// <param name="value">The byte.</param>
    /// <returns><see langword="false"/> if there is none now.</returns>
    bool TryRead(out byte value);

    /// <summary>Sets who is told when input arrives in an empty channel. One listener; a second call replaces it.</summary>
    /// <param name="listener">Called on the machine's thread.</param>
    void OnInput(Action listener);
}
