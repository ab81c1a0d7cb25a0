using System.Numerics;
using System.Runtime.CompilerServices;

namespace GenEmu.Core.Float;

/// <summary>The arithmetic of the x87: pure functions of operands and control word that report through a <see cref="FloatStatus"/>.</summary>
/// <remarks>
/// <para>Operands are in the order of the SDM's tables: <c>Subtract(a, b)</c> is a - b. FSUBR, FDIVR and the P forms are the caller's.</para>
/// <para>Order of the exceptions: SDM vol. 1, 4.9.2. Masked and unmasked answers: 8.5.1 to 8.5.6.</para>
/// </remarks>
internal static partial class Fpu
{
    /// <summary>What is added to the exponent of a tiny result, and taken from that of a huge one, if UE or OE is unmasked (SDM vol. 1, 8.5.4 and 8.5.5).</summary>
    private const int ExponentAdjustment = 24576;

    /// <summary>FADD.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static Float80 Add(Float80 a, Float80 b, uint control, ref uint status)
    {
        if (AreNormal(a, b, status))
        {
            return AddNormal(a, b, control, ref status);
        }

        return AnswersWithoutSum(a, b, control, ref status, out Float80 answer) ? answer : AddNumbers(a, b, control, ref status);
    }

    /// <summary>FSUB: a - b.</summary>
    public static Float80 Subtract(Float80 a, Float80 b, uint control, ref uint status)
        => b.IsNaN ? Add(a, b, control, ref status) : Add(a, b.Negate(), control, ref status);

    /// <summary>FMUL.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static Float80 Multiply(Float80 a, Float80 b, uint control, ref uint status)
    {
        if (AreNormal(a, b, status))
        {
            return MultiplyNormal(a, b, control, ref status);
        }

        return AnswersWithoutProduct(a, b, control, ref status, out Float80 answer)
            ? answer
            : Round(Unrounded.Multiply(Unpack(a), Unpack(b)), control, ref status);
    }

    /// <summary>FDIV: a / b.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static Float80 Divide(Float80 a, Float80 b, uint control, ref uint status)
    {
        if (AreNormal(a, b, status))
        {
            return DivideNormal(a, b, control, ref status);
        }

        return AnswersWithoutQuotient(a, b, control, ref status, out Float80 answer)
            ? answer
            : Round(Unrounded.Divide(Unpack(a), Unpack(b)), control, ref status);
    }

    /// <summary>FSQRT.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static Float80 SquareRoot(Float80 a, uint control, ref uint status)
    {
        if (!a.IsNormal || a.IsNegative)
        {
            if (AnswersNaN(a, control, ref status, out Float80 answer))
            {
                return answer;
            }

            if (a.IsZero)
            {
                return a;
            }

            if (a.IsNegative)
            {
                return InvalidOperation(control, ref status);
            }

            if (a.IsInfinity)
            {
                return a;
            }

            if (StopsForDenormal(a.IsDenormal, control, ref status))
            {
                return a;
            }
        }

        return Round(Unrounded.SquareRoot(Unpack(a)), control, ref status);
    }

    /// <summary>A number that is not 0, normalised; a pseudo-denormal's exponent is that of a denormal.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static Unrounded Unpack(Float80 a)
    {
        int exponent = Math.Max(a.Field, 1) - Float80.Bias;
        int shift = BitOperations.LeadingZeroCount(a.Significand);
        return new(a.IsNegative, exponent - shift, a.Significand << shift);
    }

    /// <summary>Rounds by the control word, into a register.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static Float80 Round(in Unrounded value, uint control, ref uint status)
    {
        Rounding.Result result = Rounding.Round(value, FloatFormat.Register(control), FpuControl.Rounding(control), control, ref status);
        return (uint)result.Field <= Float80.MaxField && (status & (FloatStatus.Overflow | FloatStatus.Underflow)) == 0
            ? Float80.Pack(value.IsNegative, result.Field, result.Significand)
            : Adjusted(value, result, control, status);
    }

    /// <summary>A result with an exception: brought back into range if that is not masked.</summary>
    private static Float80 Adjusted(in Unrounded value, Rounding.Result result, uint control, uint status)
    {
        uint unmasked = status & ~control;
        int field = result.Field;
        if ((unmasked & FloatStatus.Overflow) != 0)
        {
            field -= ExponentAdjustment;
        }
        else if ((unmasked & FloatStatus.Underflow) != 0)
        {
            field += ExponentAdjustment;
        }

        return Float80.Pack(value.IsNegative, field, result.Significand);
    }

    private static Float80 AddNumbers(Float80 a, Float80 b, uint control, ref uint status)
    {
        if (a.IsZero || b.IsZero)
        {
            return a.IsZero && b.IsZero ? SumOfZeros(a, b, control) : Round(Unpack(a.IsZero ? b : a), control, ref status);
        }

        return Unrounded.TryAdd(Unpack(a), Unpack(b), out Unrounded sum)
            ? Round(sum, control, ref status)
            : Float80.Zero(FpuControl.Rounding(control) == RoundingMode.Down);
    }

    private static Float80 SumOfZeros(Float80 a, Float80 b, uint control)
        => a.IsNegative == b.IsNegative ? a : Float80.Zero(FpuControl.Rounding(control) == RoundingMode.Down);

    private static bool AnswersWithoutSum(Float80 a, Float80 b, uint control, ref uint status, out Float80 answer)
    {
        if (AnswersNaN(a, b, control, ref status, out answer))
        {
            return true;
        }

        if (a.IsInfinity && b.IsInfinity && a.IsNegative != b.IsNegative)
        {
            answer = InvalidOperation(control, ref status);
            return true;
        }

        answer = a.IsInfinity ? a : b;
        return StopsForDenormal(a, b, control, ref status) || a.IsInfinity || b.IsInfinity;
    }

    private static bool AnswersWithoutProduct(Float80 a, Float80 b, uint control, ref uint status, out Float80 answer)
    {
        if (AnswersNaN(a, b, control, ref status, out answer))
        {
            return true;
        }

        bool negative = a.IsNegative != b.IsNegative;
        bool infinite = a.IsInfinity || b.IsInfinity;
        bool zero = a.IsZero || b.IsZero;
        if (infinite && zero)
        {
            answer = InvalidOperation(control, ref status);
            return true;
        }

        answer = infinite ? Float80.Infinity(negative) : Float80.Zero(negative);
        return StopsForDenormal(a, b, control, ref status) || infinite || zero;
    }

    private static bool AnswersWithoutQuotient(Float80 a, Float80 b, uint control, ref uint status, out Float80 answer)
    {
        if (AnswersNaN(a, b, control, ref status, out answer))
        {
            return true;
        }

        bool negative = a.IsNegative != b.IsNegative;
        if ((a.IsInfinity && b.IsInfinity) || (a.IsZero && b.IsZero))
        {
            answer = InvalidOperation(control, ref status);
            return true;
        }

        if (b.IsZero && !a.IsInfinity)
        {
            Raise(FloatStatus.ZeroDivide, control, ref status);
            answer = Float80.Infinity(negative);
            return true;
        }

        answer = a.IsInfinity ? Float80.Infinity(negative) : Float80.Zero(negative);
        return StopsForDenormal(a, b, control, ref status) || a.IsInfinity || b.IsInfinity || a.IsZero;
    }
}
