using System.Runtime.InteropServices;
using GenEmu.Core.Float;

namespace GenEmu.Core.Units;

/// <summary>A physical x87 register. Its significand is an MMX register, whose writers set all of the exponent (SDM vol. 1, 9.6.2).</summary>
[StructLayout(LayoutKind.Sequential, Size = 16)]
internal struct X87Register
{
    public ulong Significand;
    public ushort SignExponent;

    /// <summary>The value that it holds.</summary>
    public Float80 Value
    {
        readonly get => new(Significand, SignExponent);
        set => (Significand, SignExponent) = (value.Significand, value.SignExponent);
    }
}
