namespace GenEmu.Abstractions;

/// <summary>Answers port accesses now or later; the instruction waits exactly where it was.</summary>
/// <remarks>
/// Called on the machine's thread; continuations after <c>await</c> run there too. A task that is already complete costs no suspension.
/// The token is cancelled when the access is forgotten (reset, INIT, unload); an answer after that is dropped.
/// </remarks>
public interface IAsyncPortDevice
{
    /// <summary>Answers IN and INS.</summary>
    /// <param name="access">Where, and how wide.</param>
    /// <param name="cancellationToken">Cancelled when nobody waits for the answer any more.</param>
    /// <returns>The value; bits above the width are ignored.</returns>
    ValueTask<uint> ReadPortAsync(PortAccess access, CancellationToken cancellationToken);

    /// <summary>Takes OUT and OUTS; the instruction retires when the task completes.</summary>
    /// <param name="access">Where, and how wide.</param>
    /// <param name="value">The value, zero-extended.</param>
    /// <param name="cancellationToken">Cancelled when nobody waits for the completion any more.</param>
    /// <returns>Completes when the write has taken effect.</returns>
    ValueTask WritePortAsync(PortAccess access, uint value, CancellationToken cancellationToken);
}
