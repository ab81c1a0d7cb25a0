namespace GenEmu.Abstractions;

/// <summary>The 65536 ports, as far as a device may claim them.</summary>
/// <remarks>Every method throws <see cref="ClaimOverlapException"/> where another device claims the place at the same width and priority.</remarks>
public interface IPortMap
{
    /// <summary>Claims ports that answer at once.</summary>
    /// <param name="claim">The range.</param>
    /// <param name="device">What answers.</param>
    /// <returns>The claim, to move or switch off.</returns>
    IClaim Claim(PortClaim claim, IPortDevice device);

    /// <summary>Claims ports that may answer later.</summary>
    /// <param name="claim">The range.</param>
    /// <param name="device">What answers.</param>
    /// <returns>The claim, to move or switch off.</returns>
    IClaim Claim(PortClaim claim, IAsyncPortDevice device);
}
