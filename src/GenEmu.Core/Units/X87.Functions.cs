using System.Runtime.CompilerServices;
using GenEmu.Core.Execution;
using GenEmu.Core.Float;

namespace GenEmu.Core.Units;

/// <content>Functions of ST(0), and of ST(0) and ST(1).</content>
internal static unsafe partial class X87
{
    private const uint AllConditions = FloatStatus.C0 | FloatStatus.C1 | FloatStatus.C2 | FloatStatus.C3;

    /// <summary>FSQRT.</summary>
    [MethodImpl(Compile.OutOfLine)]
    public static void SquareRoot(FloatState* u)
    {
        if (!Has(u, 0))
        {
            Underflow(u, 0);
            return;
        }

        uint status = 0;
        Finish(u, Fpu.SquareRoot(At(u, 0)->Value, u->Control, ref status), status);
    }

    /// <summary>FRNDINT.</summary>
    [MethodImpl(Compile.OutOfLine)]
    public static void RoundToInteger(FloatState* u)
    {
        if (!Has(u, 0))
        {
            Underflow(u, 0);
            return;
        }

        uint status = 0;
        Finish(u, Fpu.RoundToInteger(At(u, 0)->Value, u->Control, ref status), status);
    }

    /// <summary>FSCALE.</summary>
    [MethodImpl(Compile.OutOfLine)]
    public static void Scale(FloatState* u)
    {
        if (!HasBoth(u, 0, 1))
        {
            Underflow(u, 0);
            return;
        }

        uint status = 0;
        Finish(u, Fpu.Scale(At(u, 0)->Value, At(u, 1)->Value, u->Control, ref status), status);
    }

    /// <summary>FPREM: C2 says that it goes on, C0, C3 and C1 are the quotient's low bits.</summary>
    [MethodImpl(Compile.OutOfLine)]
    public static void Remainder(FloatState* u)
    {
        if (!HasBoth(u, 0, 1))
        {
            Underflow(u, 0);
            return;
        }

        uint status = 0;
        Finish(u, Fpu.Remainder(At(u, 0)->Value, At(u, 1)->Value, u->Control, ref status), status, AllConditions);
    }

    /// <summary>FPREM1.</summary>
    [MethodImpl(Compile.OutOfLine)]
    public static void RemainderToNearest(FloatState* u)
    {
        if (!HasBoth(u, 0, 1))
        {
            Underflow(u, 0);
            return;
        }

        uint status = 0;
        Finish(u, Fpu.RemainderToNearest(At(u, 0)->Value, At(u, 1)->Value, u->Control, ref status), status, AllConditions);
    }

    /// <summary>FXTRACT: the exponent, and above it the significand.</summary>
    [MethodImpl(Compile.OutOfLine)]
    public static void Extract(FloatState* u)
    {
        if (PairFaults(u))
        {
            return;
        }

        uint status = 0;
        Float80 exponent = Fpu.Extract(At(u, 0)->Value, u->Control, ref status, out Float80 significand);
        if (Report(u, status))
        {
            At(u, 0)->Value = exponent;
            PushUnchecked(u, significand, keepsC1: true);
        }
    }

    /// <summary>F2XM1.</summary>
    [MethodImpl(Compile.OutOfLine)]
    public static void PowerOfTwoMinusOne(FloatState* u)
    {
        if (!Has(u, 0))
        {
            Underflow(u, 0);
            return;
        }

        uint status = 0;
        Finish(u, Fpu.PowerMinusOne(At(u, 0)->Value, u->Control, ref status), status);
    }

    /// <summary>FSIN: C2 says that the angle is too large, and nothing has happened.</summary>
    [MethodImpl(Compile.OutOfLine)]
    public static void Sine(FloatState* u)
    {
        if (!Has(u, 0))
        {
            u->Status &= unchecked((ushort)~FloatStatus.C2);
            Underflow(u, 0);
            return;
        }

        uint status = 0;
        Float80 result = Fpu.Sine(At(u, 0)->Value, u->Control, ref status);
        if (Report(u, status, FloatStatus.C1 | FloatStatus.C2) && (status & FloatStatus.C2) == 0)
        {
            At(u, 0)->Value = result;
        }
    }

    /// <summary>FCOS.</summary>
    [MethodImpl(Compile.OutOfLine)]
    public static void Cosine(FloatState* u)
    {
        if (!Has(u, 0))
        {
            u->Status &= unchecked((ushort)~FloatStatus.C2);
            Underflow(u, 0);
            return;
        }

        uint status = 0;
        Float80 result = Fpu.Cosine(At(u, 0)->Value, u->Control, ref status);
        if (Report(u, status, FloatStatus.C1 | FloatStatus.C2) && (status & FloatStatus.C2) == 0)
        {
            At(u, 0)->Value = result;
        }
    }

    /// <summary>FYL2X: of ST(1) and ST(0), into ST(1).</summary>
    [MethodImpl(Compile.OutOfLine)]
    public static bool Logarithm(FloatState* u)
    {
        if (!HasBoth(u, 0, 1))
        {
            return Underflow(u, 1);
        }

        uint status = 0;
        Float80 result = Fpu.YLog2X(At(u, 1)->Value, At(u, 0)->Value, u->Control, ref status);
        if (!Report(u, status))
        {
            return false;
        }

        At(u, 1)->Value = result;
        return true;
    }

    /// <summary>FYL2XP1: of ST(1) and ST(0), into ST(1).</summary>
    [MethodImpl(Compile.OutOfLine)]
    public static bool LogarithmOfPlusOne(FloatState* u)
    {
        if (!HasBoth(u, 0, 1))
        {
            return Underflow(u, 1);
        }

        uint status = 0;
        Float80 result = Fpu.YLog2XPlusOne(At(u, 1)->Value, At(u, 0)->Value, u->Control, ref status);
        if (!Report(u, status))
        {
            return false;
        }

        At(u, 1)->Value = result;
        return true;
    }

    /// <summary>FPATAN: of ST(1) and ST(0), into ST(1).</summary>
    [MethodImpl(Compile.OutOfLine)]
    public static bool Arctangent(FloatState* u)
    {
        if (!HasBoth(u, 0, 1))
        {
            return Underflow(u, 1);
        }

        uint status = 0;
        Float80 result = Fpu.Arctangent(At(u, 1)->Value, At(u, 0)->Value, u->Control, ref status);
        if (!Report(u, status))
        {
            return false;
        }

        At(u, 1)->Value = result;
        return true;
    }

    /// <summary>FSINCOS: the sine, and above it the cosine.</summary>
    [MethodImpl(Compile.OutOfLine)]
    public static void SineCosine(FloatState* u)
    {
        if (PairFaults(u))
        {
            return;
        }

        uint status = 0;
        Float80 sine = Fpu.SineAndCosine(At(u, 0)->Value, u->Control, ref status, out Float80 cosine);
        FinishPair(u, sine, cosine, status);
    }

    /// <summary>FPTAN: the tangent, and above it 1.</summary>
    [MethodImpl(Compile.OutOfLine)]
    public static void Tangent(FloatState* u)
    {
        if (PairFaults(u))
        {
            return;
        }

        uint status = 0;
        Float80 tangent = Fpu.Tangent(At(u, 0)->Value, u->Control, ref status);
        FinishPair(u, tangent, tangent.IsNaN ? tangent : Float80.One, status);
    }

    /// <summary>Whether ST(0) is empty, or the register that a second result would go to is not: then both become the indefinite.</summary>
    private static bool PairFaults(FloatState* u)
    {
        bool overflows = Has(u, 7);
        if (Has(u, 0) && !overflows)
        {
            return false;
        }

        if (Fault(u, Has(u, 0) ? FloatStatus.C1 : 0))
        {
            At(u, 0)->Value = Float80.Indefinite;
            u->Valid |= (byte)Bit(u, 0);
            PushUnchecked(u, Float80.Indefinite, keepsC1: true);
        }

        return true;
    }

    /// <summary>Takes over both results, unless the angle was too large.</summary>
    private static void FinishPair(FloatState* u, Float80 below, Float80 top, uint status)
    {
        if (Report(u, status, FloatStatus.C1 | FloatStatus.C2) && (status & FloatStatus.C2) == 0)
        {
            At(u, 0)->Value = below;
            PushUnchecked(u, top, keepsC1: true);
        }
    }

    private static void Finish(FloatState* u, Float80 result, uint status, uint conditions = FloatStatus.C1)
    {
        if (Report(u, status, conditions))
        {
            At(u, 0)->Value = result;
        }
    }
}
