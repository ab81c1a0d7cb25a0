namespace GenEmu.Abstractions;

/// <summary>The medium in a drive.</summary>
/// <remarks>
/// <para>Called on the machine's thread. Operations take effect in the order of the calls, whether or not an earlier one has ended: a read sees what the calls before it
/// write. So a device may start several, and one that is reloaded or restored may start again what was under way.</para>
/// <para>A disk controller starts <see cref="ReadAsync"/> or <see cref="WriteAsync"/>, gives the task a virtual deadline with <see cref="IDeviceHost.CompleteAt"/>, and shows the guest the
/// result then: how fast the host's file is changes nothing for the guest. The synchronous calls make the host wait.</para>
/// </remarks>
public interface IDiskImage
{
    /// <summary>Bytes. It does not change.</summary>
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
    /// <exception cref="IOException">The host could not write the file, it is read-only, or the place lies beyond its end.</exception>
    void Write(long offset, ReadOnlySpan<byte> source);

    /// <summary>Makes what was written permanent, as far as the medium is.</summary>
    /// <exception cref="IOException">The host could not write the file.</exception>
    void Flush()
    {
        // A medium without a cache has nothing to do.
    }

    /// <summary>As <see cref="Read"/>, without waiting. The medium that has no better way reads at once.</summary>
    /// <param name="offset">The first byte, at least 0.</param>
    /// <param name="destination">What to fill; nobody else touches it until the task has ended.</param>
    /// <returns>Ends on any thread; fails with <see cref="IOException"/>, and with nothing else that is not a programming error.</returns>
    Task ReadAsync(long offset, Memory<byte> destination) => Attempt(() => Read(offset, destination.Span));

    /// <summary>As <see cref="Write"/>, without waiting. The medium that has no better way writes at once.</summary>
    /// <param name="offset">The first byte, at least 0.</param>
    /// <param name="source">What to write; it must not change until the task has ended.</param>
    /// <returns>Ends on any thread; fails with <see cref="IOException"/>, and with nothing else that is not a programming error.</returns>
    Task WriteAsync(long offset, ReadOnlyMemory<byte> source) => Attempt(() => Write(offset, source.Span));

    /// <summary>As <see cref="Flush"/>, without waiting.</summary>
    /// <returns>Ends on any thread; fails with <see cref="IOException"/>.</returns>
    Task FlushAsync() => Attempt(Flush);

    private static Task Attempt(Action operation)
    {
        try
        {
            operation();
            return Task.CompletedTask;
        }
        catch (IOException exception)
        {
            return Task.FromException(exception);
        }
    }
}
