namespace GenEmu.Abstractions;

/// <summary>RAM owned by a device and mapped into the guest's memory: a frame buffer, a shared buffer.</summary>
/// <remarks>
/// The guest reads and writes it without the device hearing of it. The machine saves the contents with its own RAM; the device does not.
/// Use on the machine's thread only.
/// </remarks>
public interface IRamRegion : IClaim
{
    /// <summary>The contents, to read and write, for the duration of a call by the machine.</summary>
    Span<byte> Contents { get; }

    /// <summary>Makes every byte zero. Cheaper than to do so through <see cref="Contents"/>, because what is zero already is left alone.</summary>
    void Clear() => Contents.Clear();

    /// <summary>Whether the guest wrote to a page since <see cref="ClearDirty"/>.</summary>
    /// <param name="page">The page's index: offset / 4096.</param>
    /// <returns><see langword="true"/> if it was written to.</returns>
    /// <exception cref="ArgumentOutOfRangeException">There is no such page.</exception>
    bool IsDirty(int page);

    /// <summary>Forgets all writes so far.</summary>
    void ClearDirty();
}
