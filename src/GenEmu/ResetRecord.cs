using GenEmu.Abstractions;
using GenEmu.Core.Io;

namespace GenEmu;

/// <summary>Where a reset came from.</summary>
/// <param name="Kind">What was reset.</param>
/// <param name="Source">The device that asked for it, <c>cpu</c> after a triple fault, or <c>host</c>.</param>
/// <param name="Access">The access in whose course it was asked for, or that waited then; <see langword="null"/> if there was none.</param>
/// <param name="Rip">The instruction pointer at that moment.</param>
/// <param name="Instructions">Instructions retired until then.</param>
/// <param name="VirtualTime">Virtual time until then.</param>
public sealed record ResetRecord(ResetKind Kind, string Source, IoRequest? Access, ulong Rip, long Instructions, TimeSpan VirtualTime);
