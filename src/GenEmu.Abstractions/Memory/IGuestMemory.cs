namespace GenEmu.Abstractions;

/// <summary>Guest-physical memory, for DMA. Writes are seen by the CPUs at once, cached decoded code included.</summary>
/// <remarks>Use on the machine's thread only. Addresses that no RAM or ROM answers read as FFh and drop writes, as a bus master would see.</remarks>
public interface IGuestMemory
{
    /// <summary>Copies from guest memory.</summary>
    /// <param name="address">The first guest-physical address.</param>
    /// <param name="destination">What to fill.</param>
    void Read(ulong address, Span<byte> destination);

    /// <summary>Copies into guest memory.</summary>
    /// <param name="address">The first guest-physical address.</param>
    /// <param name="source">What to write.</param>
    void Write(ulong address, ReadOnlySpan<byte> source);
}
