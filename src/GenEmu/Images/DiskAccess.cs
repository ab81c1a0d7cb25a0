namespace GenEmu;

/// <summary>What becomes of a guest's writes to a disk.</summary>
public enum DiskAccess
{
    /// <summary>They fail: the medium is write-protected.</summary>
    ReadOnly,

    /// <summary>They go into the file, which nobody else may have open.</summary>
    ReadWrite,

    /// <summary>They are kept in memory and forgotten with the machine; the file is never touched.</summary>
    Overlay,
}
