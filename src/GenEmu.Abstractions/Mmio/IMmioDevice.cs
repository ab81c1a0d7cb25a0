namespace GenEmu.Abstractions;

/// <summary>Answers accesses to memory-mapped registers at once.</summary>
/// <remarks>Called on the machine's thread, in program order. An exception is caught, named and treated as the host chose.</remarks>
public interface IMmioDevice
{
    /// <summary>Answers a read.</summary>
    /// <param name="access">Where, and how wide.</param>
    /// <returns>The value; bits above the width are ignored.</returns>
    ulong ReadMmio(MmioAccess access);

    /// <summary>Takes a write.</summary>
    /// <param name="access">Where, and how wide.</param>
    /// <param name="value">The value, zero-extended.</param>
    void WriteMmio(MmioAccess access, ulong value);
}
