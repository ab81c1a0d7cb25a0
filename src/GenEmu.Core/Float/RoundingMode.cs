namespace GenEmu.Core.Float;

/// <summary>The rounding control field, as in the x87 control word and MXCSR.</summary>
internal enum RoundingMode : uint
{
    NearestEven = 0,
    Down = 1,
    Up = 2,
    Zero = 3,
}
