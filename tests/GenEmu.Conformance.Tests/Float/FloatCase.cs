using System.Runtime.InteropServices;
using GenEmu.Core.Float;

namespace GenEmu.Conformance.Tests.Float;

/// <summary>One case: operands and control in, results and status out. The scratch process reads and writes these very bytes.</summary>
[StructLayout(LayoutKind.Sequential, Pack = 1)]
internal struct FloatCase : IEquatable<FloatCase>
{
    public const int LeftOffset = 0;
    public const int RightOffset = 16;
    public const int ControlOffset = 32;
    public const int TrappedOffset = 36;
    public const int StatusOffset = 40;
    public const int FlagsOffset = 44;
    public const int ResultOffset = 48;
    public const int SecondOffset = 64;
    public const int Length = 80;

    /// <summary>The first operand: ST(0), XMM0, or memory.</summary>
    public UInt128 Left;

    /// <summary>The second operand: ST(1), XMM1, or memory; what an instruction stores in memory goes here.</summary>
    public UInt128 Right;

    /// <summary>The control word, or MXCSR.</summary>
    public uint Control;

    /// <summary>1 if the instruction raised #XM.</summary>
    public uint Trapped;

    /// <summary>The status word, or MXCSR.</summary>
    public uint Status;

    /// <summary>EFLAGS, where the instruction sets them.</summary>
    public uint Flags;

    /// <summary>ST(0), XMM0, or memory.</summary>
    public UInt128 Result;

    /// <summary>ST(1).</summary>
    public UInt128 Second;

    public readonly Float80 LeftRegister => ToFloat80(Left);

    public readonly Float80 RightRegister => ToFloat80(Right);

    public static Float80 ToFloat80(UInt128 bits) => new((ulong)bits, (ushort)(bits >> 64));

    public static UInt128 FromFloat80(Float80 value) => new(value.SignExponent, value.Significand);

    public readonly bool Equals(FloatCase other)
        => Trapped == other.Trapped && Status == other.Status && Flags == other.Flags && Result == other.Result && Right == other.Right && Second == other.Second;

    public override readonly bool Equals(object? obj) => obj is FloatCase other && Equals(other);

    public override readonly int GetHashCode() => HashCode.Combine(Status, Result, Second);

    public override readonly string ToString() => $"{Left:X32} {Right:X32} control {Control:X4}: {(Trapped != 0 ? "#XM " : "")}status {Status:X4} flags {Flags:X2} result {Result:X32} {Second:X32}";
}
