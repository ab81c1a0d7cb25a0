namespace GenEmu.Core.Execution;

/// <summary>The directory that direct jumps look blocks up in.</summary>
internal static class JumpCache
{
    public const int Entries = 4096;

    /// <summary>The slot of an IP.</summary>
    public static uint Slot(ulong ip) => ((uint)ip ^ ((uint)ip >> 12)) & (Entries - 1);
}
