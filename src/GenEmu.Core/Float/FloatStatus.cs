namespace GenEmu.Core.Float;

/// <summary>What a floating-point operation reports: bits 0 to 15 as in the x87 status word, bits 0 to 5 as in MXCSR, and two of our own.</summary>
/// <remarks>
/// An operation ORs into its <c>ref uint status</c>, which its caller has cleared. The x87 caller replaces the condition codes that the instruction defines
/// (C1 for arithmetic), ORs the exceptions into the status word, and signals those that the control word does not mask.
/// </remarks>
internal static class FloatStatus
{
    public const uint Invalid = 0x01;
    public const uint Denormal = 0x02;
    public const uint ZeroDivide = 0x04;
    public const uint Overflow = 0x08;
    public const uint Underflow = 0x10;
    public const uint Precision = 0x20;
    public const uint Exceptions = 0x3F;

    public const uint C0 = 0x0100;
    public const uint C1 = 0x0200;
    public const uint C2 = 0x0400;
    public const uint C3 = 0x4000;

    /// <summary>An unmasked exception left no result: the destination keeps its value, and nothing is pushed, popped or stored.</summary>
    public const uint NoResult = 0x1_0000;

    /// <summary>Set by <see cref="Fpu.Widen(uint, ref uint)"/>: the operand from memory was denormal in its own format. The next operation raises DE for it.</summary>
    public const uint WidenedDenormal = 0x2_0000;

    /// <summary>The exceptions that are found before anything is computed.</summary>
    public const uint Before = Invalid | Denormal | ZeroDivide;
}
