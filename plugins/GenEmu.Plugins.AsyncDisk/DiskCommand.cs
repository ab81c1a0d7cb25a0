namespace GenEmu.Plugins.AsyncDisk;

/// <summary>The command register's operations and options.</summary>
[Flags]
internal enum DiskCommand : byte
{
    /// <summary>No operation; the low four bits are a number.</summary>
    None = 0,

    /// <summary>Sectors from the disk into the buffer.</summary>
    Read = 1,

    /// <summary>Sectors from the buffer onto the disk.</summary>
    Write = 2,

    /// <summary>Everything written so far reaches the host's disk.</summary>
    Flush = 3,

    /// <summary>The bits of the operation.</summary>
    Operation = 0x0F,

    /// <summary>The buffer comes from, or goes to, guest memory.</summary>
    Dma = 0x40,

    /// <summary>The OUT does not wait: the status says busy, and an interrupt the end.</summary>
    Background = 0x80,
}
