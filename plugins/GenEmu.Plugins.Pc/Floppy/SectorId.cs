using System.Runtime.InteropServices;

namespace GenEmu.Plugins.Pc;

/// <summary>A sector's ID field, as commands name it and results return it.</summary>
/// <param name="C">The cylinder that the ID claims.</param>
/// <param name="H">The head that the ID claims.</param>
/// <param name="R">The sector's number, from 1.</param>
/// <param name="N">The sector's size: 128 × 2^N bytes.</param>
[StructLayout(LayoutKind.Sequential, Pack = 1)]
internal record struct SectorId(byte C, byte H, byte R, byte N);
