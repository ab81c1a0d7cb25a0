using GenEmu.Abstractions;

namespace GenEmu;

/// <summary>A medium whose writes may be kept in memory: what was written is part of snapshots and of the state hash, and a fork has a medium of its own.</summary>
internal interface IOverlaidMedium
{
    /// <summary>What was written so far; null for a medium whose writes are refused or go into its file.</summary>
    OverlayImage? TakeImage();

    /// <summary>Was written to, and nothing else, from now on. For a medium that gives images.</summary>
    void Restore(OverlayImage image);

    /// <summary>Another medium with the same contents. Neither sees what is written to the other.</summary>
    /// <exception cref="MachineConfigurationException">Writes go into the file; or that cannot be opened again.</exception>
    IDiskImage Fork();
}
