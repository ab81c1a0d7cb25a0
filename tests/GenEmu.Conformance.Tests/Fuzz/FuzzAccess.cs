using System.Runtime.InteropServices;

namespace GenEmu.Conformance.Tests.Fuzz;

/// <summary>What a device was asked.</summary>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct FuzzAccess(bool Port, bool Write, ulong Address, int Width, ulong Value)
{
    public override string ToString() => $"{(Port ? "port" : "memory")} {(Write ? "write" : "read")} {Address:X}/{Width} = {Value:X}";
}
