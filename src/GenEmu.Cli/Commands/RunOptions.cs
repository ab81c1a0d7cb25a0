using System.Net;

namespace GenEmu.Cli.Commands;

/// <summary>What <c>genemu run</c> was asked for.</summary>
internal sealed record RunOptions
{
    public string? MachineFile { get; init; }

    public string? Bios { get; init; }

    public string? VgaBios { get; init; }

    public string? Memory { get; init; }

    public string? Cpu { get; init; }

    public int? Cpus { get; init; }

    public string? Kernel { get; init; }

    public string? Initrd { get; init; }

    public string? Append { get; init; }

    public IReadOnlyList<string> Floppies { get; init; } = [];

    public IReadOnlyList<string> Disks { get; init; } = [];

    public string? Cdrom { get; init; }

    public string? Boot { get; init; }

    public string? Serial { get; init; }

    public string? DebugConsole { get; init; }

    public IReadOnlyList<string> Channels { get; init; } = [];

    public string? Display { get; init; }

    public IReadOnlyList<ScriptStep> Script { get; init; } = [];

    public string? Until { get; init; }

    public TimeSpan? Timeout { get; init; }

    public IReadOnlyList<string> Devices { get; init; } = [];

    public IReadOnlyList<string> PluginFolders { get; init; } = [];

    public bool RecordOnly { get; init; }

    public int? DelaySeed { get; init; }

    public TraceRequest? Trace { get; init; }

    /// <summary>Where gdb may attach; null for nowhere.</summary>
    public IPEndPoint? Gdb { get; init; }

    /// <summary>Whether the first instruction waits for gdb.</summary>
    public bool GdbWait { get; init; }

    /// <summary>The watchdog's limit; null for none, zero if nothing was said.</summary>
    public TimeSpan? Watchdog { get; init; } = TimeSpan.Zero;

    /// <summary>The snapshot to start from.</summary>
    public string? SnapshotToLoad { get; init; }

    /// <summary>The snapshot to write when the run ends.</summary>
    public string? SnapshotToSave { get; init; }

    /// <summary>The snapshots to write when a text shows.</summary>
    public IReadOnlyList<SnapshotRequest> Snapshots { get; init; } = [];

    /// <summary>The file to record to.</summary>
    public string? Record { get; init; }

    /// <summary>The recording to repeat.</summary>
    public Recording? Replay { get; init; }

    /// <summary>Whether the machine lives on where its replay ends.</summary>
    public bool GoOn { get; init; }

    /// <summary>Whether the machine's past is kept for gdb to go back to.</summary>
    public bool History { get; init; }

    public bool Json { get; init; }

    public bool Verbose { get; init; }

    /// <summary>Whether nothing was said that a guest could come from: then the built-in demo runs.</summary>
    public bool IsDemo => MachineFile is null && Kernel is null && Bios is null && VgaBios is null && Memory is null && Cpu is null && Cpus is null && DebugConsole is null && Until is null
        && Boot is null && Cdrom is null && Disks.Count == 0 && Floppies.Count == 0 && Channels.Count == 0 && Script.Count == 0 && Devices.Count == 0 && PluginFolders.Count == 0;
}
