using System.Runtime.CompilerServices;

namespace GenEmu.Core.Float;

/// <content>Operands that are no normal numbers, and the exceptions that they raise before anything is computed.</content>
internal static partial class Fpu
{
    /// <summary>Sets an exception's flag, and <see cref="FloatStatus.NoResult"/> if it is not masked.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Raise(uint exception, uint control, ref uint status)
        => status |= exception | ((exception & ~control) != 0 ? FloatStatus.NoResult : 0);

    /// <summary>The masked answer to an invalid operation.</summary>
    private static Float80 InvalidOperation(uint control, ref uint status)
    {
        Raise(FloatStatus.Invalid, control, ref status);
        return Float80.Indefinite;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool AreNormal(Float80 a, Float80 b, uint status) => a.IsNormal & b.IsNormal & (status & FloatStatus.WidenedDenormal) == 0;

    /// <summary>DE, for an operand that is one; true if it is unmasked, so that nothing more happens.</summary>
    private static bool StopsForDenormal(bool isDenormal, uint control, ref uint status)
    {
        if (!isDenormal && (status & FloatStatus.WidenedDenormal) == 0)
        {
            return false;
        }

        Raise(FloatStatus.Denormal, control, ref status);
        return (status & FloatStatus.NoResult) != 0;
    }

    private static bool StopsForDenormal(Float80 a, Float80 b, uint control, ref uint status)
        => StopsForDenormal(a.IsDenormal || b.IsDenormal, control, ref status);

    /// <summary>Whether an operand is a NaN or no number at all, and what comes of it.</summary>
    private static bool AnswersNaN(Float80 a, uint control, ref uint status, out Float80 answer)
    {
        answer = a;
        if (a.IsUnsupported)
        {
            answer = InvalidOperation(control, ref status);
            return true;
        }

        if (!a.IsNaN)
        {
            return false;
        }

        if (a.IsSignaling)
        {
            Raise(FloatStatus.Invalid, control, ref status);
        }

        answer = a.Quiet();
        return true;
    }

    /// <inheritdoc cref="AnswersNaN(Float80, uint, ref uint, out Float80)"/>
    private static bool AnswersNaN(Float80 a, Float80 b, uint control, ref uint status, out Float80 answer)
    {
        answer = a;
        if (a.IsUnsupported || b.IsUnsupported)
        {
            answer = InvalidOperation(control, ref status);
            return true;
        }

        if (!a.IsNaN && !b.IsNaN)
        {
            return false;
        }

        if (a.IsSignaling || b.IsSignaling)
        {
            Raise(FloatStatus.Invalid, control, ref status);
        }

        answer = ChooseNaN(a, b).Quiet();
        return true;
    }

    /// <summary>SDM vol. 1, table 4-7: the only NaN; the quiet one of a quiet and a signaling one; else that with the larger significand.</summary>
    private static Float80 ChooseNaN(Float80 a, Float80 b)
    {
        if (!a.IsNaN || !b.IsNaN)
        {
            return a.IsNaN ? a : b;
        }

        if (a.IsSignaling != b.IsSignaling)
        {
            return a.IsSignaling ? b : a;
        }

        if (a.Significand != b.Significand)
        {
            return a.Significand > b.Significand ? a : b;
        }

        // The manual is silent on equal significands; processors take the positive one.
        return a.IsNegative ? b : a;
    }
}
