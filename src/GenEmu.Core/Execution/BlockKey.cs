using System.Runtime.InteropServices;

namespace GenEmu.Core.Execution;

/// <summary>What decides the ops of a block: where its bytes are in host memory, at which IP they run, and how they are read.</summary>
/// <param name="Host">The address of the first byte. Aliases of one memory share blocks; a shadowed copy does not.</param>
/// <param name="Ip">The IP, because ops hold absolute ones.</param>
/// <param name="Mode">The low bits of the code key.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct BlockKey(nint Host, ulong Ip, uint Mode);
