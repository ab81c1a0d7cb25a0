using System.Runtime.CompilerServices;
using GenEmu.Core.Execution;
using GenEmu.Core.Float;

namespace GenEmu.Core.Units;

/// <content>Loads and stores.</content>
internal static unsafe partial class X87
{
    /// <summary>FLD of a single.</summary>
    [MethodImpl(Compile.OutOfLine)]
    public static void Load(FloatState* u, uint single)
    {
        uint status = 0;
        Float80 value = Fpu.Load(single, u->Control, ref status);
        PushReported(u, value, status);
    }

    /// <summary>FLD of a double.</summary>
    [MethodImpl(Compile.OutOfLine)]
    public static void Load(FloatState* u, ulong value)
    {
        // A normal number raises nothing.
        ulong exponent = (value >> 52) & 0x7FF;
        if (exponent - 1 < 0x7FE && (u->Valid & (1 << ((u->Top - 1) & 7))) == 0)
        {
            PushUnchecked(u, new Float80((1UL << 63) | (value << 11), (ushort)(((value >> 48) & 0x8000) | (exponent + (Float80.Bias - 1023)))));
            return;
        }

        uint status = 0;
        Float80 loaded = Fpu.Load(value, u->Control, ref status);
        PushReported(u, loaded, status);
    }

    /// <summary>FLD of 80 bits: nothing is converted, so a signaling NaN raises nothing.</summary>
    [MethodImpl(Compile.OutOfLine)]
    public static void LoadExtended(FloatState* u, byte* at) => Push(u, new Float80(*(ulong*)at, *(ushort*)(at + sizeof(ulong))));

    /// <summary>FILD.</summary>
    [MethodImpl(Compile.OutOfLine)]
    public static void LoadInteger(FloatState* u, long value) => Push(u, Fpu.FromInteger(value));

    /// <summary>FLD of a register.</summary>
    [MethodImpl(Compile.OutOfLine)]
    public static void LoadRegister(FloatState* u, uint i)
    {
        if (Has(u, i))
        {
            Push(u, At(u, i)->Value);
        }
        else if (Fault(u, 0))
        {
            PushUnchecked(u, Float80.Indefinite);
        }
    }

    /// <summary>FLD1, FLDL2T, FLDL2E, FLDPI, FLDLG2, FLDLN2, FLDZ, in the order of their opcodes. All but the first and the last are rounded by RC.</summary>
    [MethodImpl(Compile.OutOfLine)]
    public static void LoadConstant(FloatState* u, uint number)
    {
        RoundingMode mode = FpuControl.Rounding(u->Control);
        ulong up = mode == RoundingMode.Up ? 1UL : 0;
        ulong nearest = mode is RoundingMode.NearestEven or RoundingMode.Up ? 1UL : 0;
        Push(u, number switch
        {
            0 => Float80.One,
            1 => new Float80(0xD49A_784B_CD1B_8AFE + up, 0x4000),
            2 => new Float80(0xB8AA_3B29_5C17_F0BB + nearest, 0x3FFF),
            3 => new Float80(0xC90F_DAA2_2168_C234 + nearest, 0x4000),
            4 => new Float80(0x9A20_9A84_FBCF_F798 + nearest, 0x3FFD),
            5 => new Float80(0xB172_17F7_D1CF_79AB + nearest, 0x3FFE),
            _ => default,
        });
    }

    /// <summary>FST to a single.</summary>
    [MethodImpl(Compile.OutOfLine)]
    public static uint ToSingle(FloatState* u)
    {
        if (!Has(u, 0))
        {
            u->HasResult = Fault(u, 0);
            return 0xFFC0_0000;
        }

        uint status = 0;
        uint value = Fpu.ToSingle(At(u, 0)->Value, u->Control, ref status);
        u->HasResult = Report(u, status);
        return value;
    }

    /// <summary>FST to a double.</summary>
    [MethodImpl(Compile.OutOfLine)]
    public static ulong ToDouble(FloatState* u)
    {
        if (!Has(u, 0))
        {
            u->HasResult = Fault(u, 0);
            return 0xFFF8_0000_0000_0000;
        }

        uint status = 0;
        ulong value = Fpu.ToDouble(At(u, 0)->Value, u->Control, ref status);
        u->HasResult = Report(u, status);
        return value;
    }

    /// <summary>FIST: an integer of so many bits, in the low bits.</summary>
    [MethodImpl(Compile.OutOfLine)]
    public static ulong ToInteger(FloatState* u, uint bits)
    {
        if (!Has(u, 0))
        {
            u->HasResult = Fault(u, 0);
            return 1UL << (int)(bits - 1);
        }

        uint status = 0;
        ulong value = Fpu.ToInteger(At(u, 0)->Value, (int)bits, u->Control, ref status);
        u->HasResult = Report(u, status);
        return value;
    }

    /// <summary>FBLD.</summary>
    [MethodImpl(Compile.OutOfLine)]
    public static void LoadDecimal(FloatState* u, byte* at) => Push(u, Fpu.FromDecimal(*(ulong*)at, *(ushort*)(at + sizeof(ulong))));

    /// <summary>FBSTP: the lower sixteen digits.</summary>
    internal static ulong ToDecimal(FloatState* u, out ushort top)
    {
        if (!Has(u, 0))
        {
            u->HasResult = Fault(u, 0);
            top = 0xFFFF;
            return 0xC000_0000_0000_0000;
        }

        uint status = 0;
        ulong digits = Fpu.ToDecimal(At(u, 0)->Value, u->Control, ref status, out top);
        u->HasResult = Report(u, status);
        return digits;
    }

    /// <summary>The significand of FSTP to 80 bits, which converts nothing.</summary>
    public static ulong ToExtended(FloatState* u)
    {
        u->HasResult = true;
        if (!Has(u, 0))
        {
            u->HasResult = Fault(u, 0);
            return Float80.Indefinite.Significand;
        }

        u->Status &= unchecked((ushort)~FloatStatus.C1);
        return At(u, 0)->Significand;
    }

    /// <summary>Sign and exponent of FSTP to 80 bits.</summary>
    public static uint ToExtendedExponent(FloatState* u) => Has(u, 0) ? At(u, 0)->SignExponent : Float80.Indefinite.SignExponent;

    private static void Push(FloatState* u, Float80 value)
    {
        if ((u->Valid & (1 << ((u->Top - 1) & 7))) == 0)
        {
            PushUnchecked(u, value);
        }
        else if (Fault(u, FloatStatus.C1))
        {
            PushUnchecked(u, Float80.Indefinite, keepsC1: true);
        }
    }

    /// <summary>A stack fault comes before the operand is looked at.</summary>
    private static void PushReported(FloatState* u, Float80 value, uint status)
    {
        if ((u->Valid & (1 << ((u->Top - 1) & 7))) != 0 || Report(u, status))
        {
            Push(u, value);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void PushUnchecked(FloatState* u, Float80 value, bool keepsC1 = false)
    {
        u->Top = (byte)((u->Top - 1) & 7);
        u->Valid |= (byte)(1 << u->Top);
        (&u->R0 + u->Top)->Value = value;
        if (!keepsC1)
        {
            u->Status &= unchecked((ushort)~FloatStatus.C1);
        }
    }
}
