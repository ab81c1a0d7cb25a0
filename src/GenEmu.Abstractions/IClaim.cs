namespace GenEmu.Abstractions;

/// <summary>A range of ports or memory that a device answers. It can be moved, switched off and given up while the guest runs.</summary>
/// <remarks>Changes act at the next instruction boundary, so the access that caused one still sees the old map. Use on the machine's thread only.</remarks>
public interface IClaim : IDisposable
{
    /// <summary>The first port or physical address.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The range would leave its address space.</exception>
    /// <exception cref="ClaimOverlapException">Another device claims the new place at the same priority.</exception>
    ulong Base { get; set; }

    /// <summary>The number of ports or bytes.</summary>
    ulong Length { get; }

    /// <summary>Whether the claim answers; a disabled claim uncovers what lies below it.</summary>
    /// <exception cref="ClaimOverlapException">Another device claims the place at the same priority.</exception>
    bool Enabled { get; set; }
}
