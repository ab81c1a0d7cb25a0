using System.Runtime.InteropServices;
using GenEmu.Abstractions;

namespace GenEmu;

/// <summary>A key going down or up.</summary>
/// <param name="Key">The key.</param>
/// <param name="Pressed">Down or up.</param>
[StructLayout(LayoutKind.Auto)]
public readonly record struct KeyStroke(PcKey Key, bool Pressed);
