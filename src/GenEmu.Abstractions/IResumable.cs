namespace GenEmu.Abstractions;

/// <summary>A device whose hardware accepts an access first and answers it later, so that the access must not be made a second time.</summary>
/// <remarks>
/// <para>An access that waits when a machine is saved, or when its device is reloaded, is offered again under the same id. Without this interface the
/// access method simply runs again, which is harmless as long as it wrote no <see cref="StateAttribute"/> member before its last <c>await</c>. A device with
/// this interface may write state at once: it keeps the id in a <see cref="StateAttribute"/> member, and goes on in <see cref="Resume"/>.</para>
/// <para>Called on the machine's thread, for the accesses of the device's asynchronous claims.</para>
/// </remarks>
public interface IResumable
{
    /// <summary>An access begins; the access method is called right after this.</summary>
    /// <param name="id">Unique in the machine, ascending; a saved machine goes on counting where it was.</param>
    void Accept(ulong id);

    /// <summary>An access that began before is offered again.</summary>
    /// <param name="id">Its id.</param>
    /// <param name="cancellationToken">Cancelled when nobody waits for the answer any more.</param>
    /// <returns>The answer (any value for a write); or <see langword="null"/> if this id was not accepted: then <see cref="Accept"/> and the access method are called.</returns>
    ValueTask<ulong>? Resume(ulong id, CancellationToken cancellationToken);
}
