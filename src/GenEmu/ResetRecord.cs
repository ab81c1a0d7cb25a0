using System.Globalization;
using GenEmu.Abstractions;
using GenEmu.Core.Io;

namespace GenEmu;

/// <summary>Where a reset came from.</summary>
/// <param name="Kind">What was reset.</param>
/// <param name="Source">The device that asked for it, <c>cpu</c> after a triple fault, or <c>host</c>.</param>
/// <param name="Access">The access in whose course it was asked for, or that waited then; <see langword="null"/> if there was none.</param>
/// <param name="Cpu">The CPU whose access it was, or whose turn it was: its number, from 0.</param>
/// <param name="Selector">Its CS at that moment.</param>
/// <param name="Rip">Its instruction pointer at that moment: on the instruction that made the access.</param>
/// <param name="Instructions">Instructions retired until then, by all CPUs.</param>
/// <param name="VirtualTime">Virtual time until then.</param>
public sealed record ResetRecord(ResetKind Kind, string Source, IoRequest? Access, int Cpu, ushort Selector, ulong Rip, long Instructions, TimeSpan VirtualTime)
{
    /// <inheritdoc/>
    public override string ToString()
        => string.Create(
            CultureInfo.InvariantCulture,
            $"{Kind} by {Source}{(Access is { } access ? $", {access}" : "")}, at {Selector:X4}:{Rip:X8} of cpu{Cpu} after {Instructions} instructions, {VirtualTime.TotalSeconds:0.0000000} s");
}
