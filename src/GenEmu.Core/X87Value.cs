namespace GenEmu.Core;

/// <summary>An 80-bit value of the x87: double extended precision, with an explicit integer bit.</summary>
/// <param name="Significand">The integer bit (bit 63) and the fraction; of an MMX register all of it.</param>
/// <param name="SignExponent">The sign (bit 15) and the exponent, biased by 16383.</param>
public readonly record struct X87Value(ulong Significand, ushort SignExponent);
