using System.Globalization;
using System.Runtime.InteropServices;

namespace GenEmu.Replay;

/// <summary>Exactly where something enters a run (rule B20): at a boundary, between everything else that happens there.</summary>
/// <param name="Instructions">Instructions that all CPUs have completed.</param>
/// <param name="Now">Virtual nanoseconds: more than the instructions say where time has jumped.</param>
/// <param name="Events">Timers that have fired and work that was shown to devices, since the recording began.</param>
/// <param name="Accesses">Device accesses that have begun: an instruction may wait at each of its own.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct Stamp(long Instructions, long Now, long Events, ulong Accesses)
{
    /// <summary>Whether a run that is at another stamp can still come to this one, or is there: none of the four ever goes back.</summary>
    public bool IsReachableFrom(in Stamp other) => Instructions >= other.Instructions && Now >= other.Now && Events >= other.Events && Accesses >= other.Accesses;

    public override string ToString()
        => string.Create(CultureInfo.InvariantCulture, $"instruction {Instructions}, {Now} ns, event {Events}, access {Accesses}");
}
