using GenEmu.Core.Float;
using Iced.Intel;
using static Iced.Intel.AssemblerRegisters;

namespace GenEmu.Conformance.Tests.Float;

/// <summary>The x87 instructions whose results are exact or correctly rounded.</summary>
internal static class X87Operations
{
    private const uint TopOfThree = 5;

    private delegate Float80 Binary(Float80 a, Float80 b, uint control, ref uint status);

    private delegate Float80 Unary(Float80 a, uint control, ref uint status);

    private delegate uint Comparison(Float80 a, Float80 b, uint control, ref uint status);

    private delegate Float80 Load(ulong value, uint control, ref uint status);

    private delegate ulong Store(Float80 a, uint control, ref uint status);

    public static IReadOnlyList<FloatOperation> All { get; } =
    [
        .. Arithmetic("fadd", a => a.fadd(st0, st1), a => a.fadd(Single), a => a.fadd(Double), a => a.fiadd(Integer16), a => a.fiadd(Integer32), Fpu.Add),
        .. Arithmetic("fsub", a => a.fsub(st0, st1), a => a.fsub(Single), a => a.fsub(Double), a => a.fisub(Integer16), a => a.fisub(Integer32), Fpu.Subtract),
        .. Arithmetic("fsubr", a => a.fsubr(st0, st1), a => a.fsubr(Single), a => a.fsubr(Double), a => a.fisubr(Integer16), a => a.fisubr(Integer32), Reversed(Fpu.Subtract)),
        .. Arithmetic("fmul", a => a.fmul(st0, st1), a => a.fmul(Single), a => a.fmul(Double), a => a.fimul(Integer16), a => a.fimul(Integer32), Fpu.Multiply),
        .. Arithmetic("fdiv", a => a.fdiv(st0, st1), a => a.fdiv(Single), a => a.fdiv(Double), a => a.fidiv(Integer16), a => a.fidiv(Integer32), Fpu.Divide),
        .. Arithmetic("fdivr", a => a.fdivr(st0, st1), a => a.fdivr(Single), a => a.fdivr(Double), a => a.fidivr(Integer16), a => a.fidivr(Integer32), Reversed(Fpu.Divide)),
        Of("fsqrt", a => a.fsqrt(), Fpu.SquareRoot),
        Of("frndint", a => a.frndint(), Fpu.RoundToInteger),
        Of("fscale", a => a.fscale(), Fpu.Scale, MakeScale),
        Of("fprem", a => a.fprem(), Fpu.Remainder, Make),
        Of("fprem1", a => a.fprem1(), Fpu.RemainderToNearest, Make),
        Extract,
        StoreDecimal,
        LoadDecimal,
        Compare("fcom", a => a.fcom(st0, st1), Fpu.Compare),
        Compare("fucom", a => a.fucom(st0, st1), Fpu.CompareUnordered),
        Compare("ftst", a => a.ftst(), (Float80 a, Float80 _, uint control, ref uint status) => Fpu.Compare(a, default, control, ref status)),
        CompareFlags("fcomi", a => a.fcomi(st0, st1), Fpu.Compare),
        CompareFlags("fucomi", a => a.fucomi(st0, st1), Fpu.CompareUnordered),
        Compare("fcom m32", a => a.fcom(Single), (Float80 a, Float80 b, uint control, ref uint status) => Fpu.Compare(a, Fpu.Widen((uint)b.Significand, ref status), control, ref status), MakeSingle),
        Compare("fcom m64", a => a.fcom(Double), (Float80 a, Float80 b, uint control, ref uint status) => Fpu.Compare(a, Fpu.Widen(b.Significand, ref status), control, ref status), MakeDouble),
        Compare("fxam", a => a.fxam(), (Float80 a, Float80 _, uint _, ref uint _) => Fpu.Examine(a)),
        LoadOf("fld m32", a => a.fld(Single), (ulong v, uint control, ref uint status) => Fpu.Load((uint)v, control, ref status), MakeSingle),
        LoadOf("fld m64", a => a.fld(Double), Fpu.Load, MakeDouble),
        LoadOf("fild m16", a => a.fild(Integer16), (ulong v, uint _, ref uint _) => Fpu.FromInteger((short)v), MakeInteger),
        LoadOf("fild m32", a => a.fild(Integer32), (ulong v, uint _, ref uint _) => Fpu.FromInteger((int)v), MakeInteger),
        LoadOf("fild m64", a => a.fild(Double), (ulong v, uint _, ref uint _) => Fpu.FromInteger((long)v), MakeInteger),
        StoreOf("fst m32", 4, a => a.fst(Single), (Float80 a, uint control, ref uint status) => Fpu.ToSingle(a, control, ref status)),
        StoreOf("fst m64", 8, a => a.fst(Double), Fpu.ToDouble),
        StoreOf("fist m16", 2, a => a.fist(Integer16), (Float80 a, uint control, ref uint status) => Fpu.ToInteger(a, 16, control, ref status)),
        StoreOf("fist m32", 4, a => a.fist(Integer32), (Float80 a, uint control, ref uint status) => Fpu.ToInteger(a, 32, control, ref status)),
        StoreOf("fistp m64", 8, a => a.fistp(Double), (Float80 a, uint control, ref uint status) => Fpu.ToInteger(a, 64, control, ref status), pops: true),
        StoreOf("fisttp m16", 2, a => a.fisttp(Integer16), (Float80 a, uint control, ref uint status) => Fpu.ToIntegerTruncated(a, 16, control, ref status), pops: true),
        StoreOf("fisttp m32", 4, a => a.fisttp(Integer32), (Float80 a, uint control, ref uint status) => Fpu.ToIntegerTruncated(a, 32, control, ref status), pops: true),
        StoreOf("fisttp m64", 8, a => a.fisttp(Double), (Float80 a, uint control, ref uint status) => Fpu.ToIntegerTruncated(a, 64, control, ref status), pops: true),
    ];

    private static FloatOperation Extract => new(
        "fxtract",
        a => a.fxtract(),
        (ref FloatCase c) =>
        {
            uint status = 0;
            Float80 exponent = Fpu.Extract(c.LeftRegister, c.Control, ref status, out Float80 significand);
            bool pushes = HasResult(status);
            Finish(ref c, status, pushes ? TopOfThree - 1 : TopOfThree);
            Stack(ref c, pushes ? significand : c.LeftRegister, pushes ? exponent : c.RightRegister);
        },
        Make);

    private static FloatOperation StoreDecimal => new(
        "fbstp",
        a => a.fbstp(Decimal),
        (ref FloatCase c) =>
        {
            uint status = 0;
            ulong digits = Fpu.ToDecimal(c.LeftRegister, c.Control, ref status, out ushort top);
            bool pops = HasResult(status);
            Finish(ref c, status, pops ? TopOfThree + 1 : TopOfThree);
            Stack(ref c, pops ? c.RightRegister : c.LeftRegister, pops ? default : c.RightRegister);
            c.Right = pops ? new UInt128(((ulong)(c.Right >> 64) & ~0xFFFFUL) | top, digits) : c.Right;
        },
        Make);

    private static FloatOperation LoadDecimal => new(
        "fbld",
        a => a.fbld(Decimal),
        (ref FloatCase c) =>
        {
            Float80 result = Fpu.FromDecimal((ulong)c.Right, (ushort)(c.Right >> 64));
            Finish(ref c, 0, TopOfThree - 1);
            Stack(ref c, result, c.LeftRegister);
        },
        MakeDecimal);

    private static AssemblerMemoryOperand Decimal => __tbyte_ptr[ebx + FloatCase.RightOffset];

    private static AssemblerMemoryOperand Single => __dword_ptr[ebx + FloatCase.RightOffset];

    private static AssemblerMemoryOperand Double => __qword_ptr[ebx + FloatCase.RightOffset];

    private static AssemblerMemoryOperand Integer16 => __word_ptr[ebx + FloatCase.RightOffset];

    private static AssemblerMemoryOperand Integer32 => __dword_ptr[ebx + FloatCase.RightOffset];

    private static Binary Reversed(Binary operation) => (Float80 a, Float80 b, uint control, ref uint status) => operation(b, a, control, ref status);

    private static IEnumerable<FloatOperation> Arithmetic(
        string name, Action<Assembler> register, Action<Assembler> single, Action<Assembler> @double, Action<Assembler> word, Action<Assembler> dword, Binary operation)
    {
        yield return Of(name, register, operation, Make);
        yield return Of(name + " m32", single, (Float80 a, Float80 b, uint control, ref uint status)
            => operation(a, Fpu.Widen((uint)b.Significand, ref status), control, ref status), MakeSingle);
        yield return Of(name + " m64", @double, (Float80 a, Float80 b, uint control, ref uint status)
            => operation(a, Fpu.Widen(b.Significand, ref status), control, ref status), MakeDouble);
        yield return Of(name + " int16", word, (Float80 a, Float80 b, uint control, ref uint status)
            => operation(a, Fpu.FromInteger((short)b.Significand), control, ref status), MakeInteger);
        yield return Of(name + " int32", dword, (Float80 a, Float80 b, uint control, ref uint status)
            => operation(a, Fpu.FromInteger((int)b.Significand), control, ref status), MakeInteger);
    }

    private static FloatOperation Of(string name, Action<Assembler> emit, Unary operation)
        => Of(name, emit, (Float80 a, Float80 _, uint control, ref uint status) => operation(a, control, ref status), Make);

    private static FloatOperation Of(string name, Action<Assembler> emit, Binary operation, FloatOperation.Maker make) => new(
        name,
        emit,
        (ref FloatCase c) =>
        {
            uint status = 0;
            Float80 result = operation(c.LeftRegister, c.RightRegister, c.Control, ref status);
            Finish(ref c, status, TopOfThree);
            Stack(ref c, HasResult(status) ? result : c.LeftRegister, c.RightRegister);
        },
        make);

    private static FloatOperation Compare(string name, Action<Assembler> emit, Comparison operation, FloatOperation.Maker? make = null) => new(
        name,
        emit,
        (ref FloatCase c) =>
        {
            uint status = 0;
            uint codes = operation(c.LeftRegister, c.RightRegister, c.Control, ref status);
            Finish(ref c, status | codes, TopOfThree);
            Stack(ref c, c.LeftRegister, c.RightRegister);
        },
        make ?? Make);

    private static FloatOperation CompareFlags(string name, Action<Assembler> emit, Comparison operation) => new(
        name,
        emit,
        (ref FloatCase c) =>
        {
            uint status = 0;
            uint codes = operation(c.LeftRegister, c.RightRegister, c.Control, ref status);
            Finish(ref c, status, TopOfThree);
            Stack(ref c, c.LeftRegister, c.RightRegister);
            c.Flags = ((codes & FloatStatus.C3) != 0 ? 0x40U : 0) | ((codes & FloatStatus.C2) != 0 ? 4U : 0) | ((codes & FloatStatus.C0) != 0 ? 1U : 0);
        },
        Make)
    { SetsFlags = true };

    private static FloatOperation LoadOf(string name, Action<Assembler> emit, Load operation, FloatOperation.Maker make) => new(
        name,
        emit,
        (ref FloatCase c) =>
        {
            uint status = 0;
            Float80 result = operation((ulong)c.Right, c.Control, ref status);
            bool pushes = HasResult(status);
            Finish(ref c, status, pushes ? TopOfThree - 1 : TopOfThree);
            Stack(ref c, pushes ? result : c.LeftRegister, pushes ? c.LeftRegister : c.RightRegister);
        },
        make);

    private static FloatOperation StoreOf(string name, int bytes, Action<Assembler> emit, Store operation, bool pops = false) => new(
        name,
        emit,
        (ref FloatCase c) =>
        {
            uint status = 0;
            ulong result = operation(c.LeftRegister, c.Control, ref status);
            bool popped = pops && HasResult(status);
            Finish(ref c, status, popped ? TopOfThree + 1 : TopOfThree);
            Stack(ref c, popped ? c.RightRegister : c.LeftRegister, popped ? default : c.RightRegister);
            if (HasResult(status))
            {
                ulong kept = bytes == 8 ? 0 : ulong.MaxValue << (8 * bytes);
                c.Right = new UInt128((ulong)(c.Right >> 64), ((ulong)c.Right & kept) | result);
            }
        },
        Make);

    private static bool HasResult(uint status) => (status & FloatStatus.NoResult) == 0;

    private static void Finish(ref FloatCase c, uint status, uint top)
    {
        uint unmasked = status & ~c.Control & FloatStatus.Exceptions;
        c.Status = (status & 0x473F) | (top << 11) | (unmasked != 0 ? 0x8080U : 0);
    }

    private static void Stack(ref FloatCase c, Float80 first, Float80 second)
    {
        c.Result = FloatCase.FromFloat80(first);
        c.Second = FloatCase.FromFloat80(second);
    }

    private static void Make(ref FuzzRandom random, ref FloatCase c)
    {
        c.Control = FloatOperands.ControlWord(ref random);
        Float80 first = FloatOperands.Register(ref random);
        c.Left = FloatCase.FromFloat80(first);
        c.Right = FloatCase.FromFloat80(FloatOperands.Register(ref random, first));
    }

    private static void MakeSingle(ref FuzzRandom random, ref FloatCase c)
    {
        Make(ref random, ref c);
        c.Right = new UInt128((ulong)(c.Right >> 64), FloatOperands.Single(ref random));
        c.Left = random.OneIn(4) ? Widened(FloatOperands.Single(ref random)) : c.Left;
    }

    private static void MakeDouble(ref FuzzRandom random, ref FloatCase c)
    {
        Make(ref random, ref c);
        c.Right = new UInt128((ulong)(c.Right >> 64), FloatOperands.Double(ref random));
    }

    private static void MakeScale(ref FuzzRandom random, ref FloatCase c)
    {
        Make(ref random, ref c);
        if (random.OneIn(2))
        {
            int length = random.Next(18);
            Float80 scale = FloatOperands.Register(ref random);
            c.Right = FloatCase.FromFloat80(Float80.Pack(scale.IsNegative, Float80.Bias + length, scale.Significand));
        }
    }

    private static void MakeDecimal(ref FuzzRandom random, ref FloatCase c)
    {
        Make(ref random, ref c);
        ulong digits = 0;
        for (int i = 0; i < 16; i++)
        {
            digits = (digits << 4) | (uint)random.Next(10);
        }

        c.Right = new UInt128(((ulong)random.Next(10) << 4) | (uint)random.Next(10) | (random.OneIn(2) ? 0x8000UL : 0), digits >> (4 * random.Next(17)));
    }

    private static void MakeInteger(ref FuzzRandom random, ref FloatCase c)
    {
        Make(ref random, ref c);
        c.Right = new UInt128((ulong)(c.Right >> 64), random.OneIn(2) ? random.NextOperand() : random.Next64() >> random.Next(64));
    }

    private static UInt128 Widened(uint single)
    {
        uint ignored = 0;
        return FloatCase.FromFloat80(Fpu.Widen(single, ref ignored));
    }
}
