namespace GenEmu.Abstractions;

/// <summary>Answers accesses to memory-mapped registers now or later; the instruction waits exactly where it was.</summary>
/// <remarks>The rules of <see cref="IAsyncPortDevice"/> hold here too.</remarks>
public interface IAsyncMmioDevice
{
    /// <summary>Answers a read.</summary>
    /// <param name="access">Where, and how wide.</param>
    /// <param name="cancellationToken">Cancelled when nobody waits for the answer any more.</param>
    /// <returns>The value; bits above the width are ignored.</returns>
    ValueTask<ulong> ReadMmioAsync(MmioAccess access, CancellationToken cancellationToken);

    /// <summary>Takes a write; the instruction goes on when the task completes.</summary>
    /// <param name="access">Where, and how wide.</param>
    /// <param name="value">The value, zero-extended.</param>
    /// <param name="cancellationToken">Cancelled when nobody waits for the completion any more.</param>
    /// <returns>Completes when the write has taken effect.</returns>
    ValueTask WriteMmioAsync(MmioAccess access, ulong value, CancellationToken cancellationToken);
}
