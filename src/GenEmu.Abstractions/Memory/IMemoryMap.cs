namespace GenEmu.Abstractions;

/// <summary>The guest's physical address space, as far as a device may change it.</summary>
/// <remarks>Every method throws <see cref="ClaimOverlapException"/> where another device claims the place at the same priority.</remarks>
public interface IMemoryMap
{
    /// <summary>Claims registers that answer at once.</summary>
    /// <param name="claim">The range.</param>
    /// <param name="device">What answers.</param>
    /// <returns>The claim, to move or switch off.</returns>
    IClaim Claim(MmioClaim claim, IMmioDevice device);

    /// <summary>Claims registers that may answer later.</summary>
    /// <param name="claim">The range.</param>
    /// <param name="device">What answers.</param>
    /// <returns>The claim, to move or switch off.</returns>
    IClaim Claim(MmioClaim claim, IAsyncMmioDevice device);

    /// <summary>Maps read-only contents; guest writes are dropped.</summary>
    /// <param name="claim">The range; as long as <paramref name="contents"/>.</param>
    /// <param name="contents">The bytes, not copied by reference: later changes to the source do not show.</param>
    /// <returns>The claim, to move or switch off.</returns>
    IClaim MapRom(MemoryClaim claim, ReadOnlySpan<byte> contents);

    /// <summary>Maps RAM that belongs to the device, cleared.</summary>
    /// <param name="claim">The range.</param>
    /// <returns>The region.</returns>
    IRamRegion MapRam(MemoryClaim claim);

    /// <summary>Maps a window onto system RAM at the same addresses.</summary>
    /// <param name="claim">The range.</param>
    /// <returns>The window, neither readable nor writable yet.</returns>
    ISystemRamRegion MapSystemRam(MemoryClaim claim);
}
