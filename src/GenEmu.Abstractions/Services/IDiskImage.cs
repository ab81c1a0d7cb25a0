namespace GenEmu.Abstractions;

/// <summary>The medium in a drive.</summary>
public interface IDiskImage
{
    /// <summary>Bytes.</summary>
    long Length { get; }

    /// <summary>Whether writes are refused.</summary>
    bool IsReadOnly { get; }

    /// <summary>Reads; beyond <see cref="Length"/> there are zeros.</summary>
    /// <param name="offset">The first byte, at least 0.</param>
    /// <param name="destination">What to fill.</param>
    /// <exception cref="IOException">The host could not read the file.</exception>
    void Read(long offset, Span<byte> destination);

    /// <summary>Writes; the device checks <see cref="IsReadOnly"/> first.</summary>
    /// <param name="offset">The first byte, at least 0.</param>
    /// <param name="source">What to write.</param>
    /// <exception cref="IOException">The host could not write the file, or it is read-only.</exception>
    void Write(long offset, ReadOnlySpan<byte> source);
}
