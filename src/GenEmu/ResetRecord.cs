using GenEmu.Abstractions;
using GenEmu.Core.Io;

namespace GenEmu;

/// <summary>Where a reset came from.</summary>
/// <param name="Kind">What was reset.</param>
/// <param name="Source">The device that asked for it, <c>cpu</c> after a triple fault, or <c>host</c>.</param>
/// <param name="Access">The access in whose course it was asked for, or that waited then; <see langword="null"/> if there was none.</param>
/// <param name="Cpu">Whose turn it was: a CPU's number, from 0.</param>
/// <param name="Rip">Its instruction pointer at that moment.</param>
/// <param name="Instructions">Instructions retired until then, by all CPUs.</param>
/// <param name="VirtualTime">Virtual time until then.</param>
public sealed record ResetRecord(ResetKind Kind, string Source, IoRequest? Access, int Cpu, ulong Rip, long Instructions, TimeSpan VirtualTime);
