using GenEmu.Core;

namespace GenEmu.Gdb;

/// <summary>A register as gdb knows it.</summary>
/// <param name="Name">gdb's name.</param>
/// <param name="Bits">Its width in gdb's packets.</param>
/// <param name="Type">gdb's type.</param>
/// <param name="Get">Reads it.</param>
/// <param name="Set">Writes it; returns whether that can be done.</param>
internal sealed record GdbRegister(string Name, int Bits, string Type, Func<VcpuRegisters, UInt128> Get, Func<VcpuRegisters, UInt128, bool> Set)
{
    public int Bytes => Bits / 8;
}
