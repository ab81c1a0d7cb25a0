using GenEmu.Core.Float;
using Iced.Intel;
using static Iced.Intel.AssemblerRegisters;

namespace GenEmu.Conformance.Tests.Float;

/// <summary>The scalar instructions of SSE and SSE2 whose results are exact or correctly rounded.</summary>
internal static class SseOperations
{
    private delegate uint SingleBinary(uint a, uint b, uint mxcsr, ref uint status);

    private delegate ulong DoubleBinary(ulong a, ulong b, uint mxcsr, ref uint status);

    /// <summary>The low bits of the destination, from the low bits of both operands.</summary>
    private delegate ulong Function(ulong a, ulong b, uint mxcsr, ref uint status);

    private delegate uint Comparison(ulong a, ulong b, uint mxcsr, ref uint status);

    public static IReadOnlyList<FloatOperation> All { get; } =
    [
        .. Both("add", a => a.addss(xmm0, xmm1), a => a.addsd(xmm0, xmm1), Sse.Add, Sse.Add),
        .. Both("sub", a => a.subss(xmm0, xmm1), a => a.subsd(xmm0, xmm1), Sse.Subtract, Sse.Subtract),
        .. Both("mul", a => a.mulss(xmm0, xmm1), a => a.mulsd(xmm0, xmm1), Sse.Multiply, Sse.Multiply),
        .. Both("div", a => a.divss(xmm0, xmm1), a => a.divsd(xmm0, xmm1), Sse.Divide, Sse.Divide),
        .. Both("min", a => a.minss(xmm0, xmm1), a => a.minsd(xmm0, xmm1), Sse.Minimum, Sse.Minimum),
        .. Both("max", a => a.maxss(xmm0, xmm1), a => a.maxsd(xmm0, xmm1), Sse.Maximum, Sse.Maximum),
        .. Both("sqrt", a => a.sqrtss(xmm0, xmm1), a => a.sqrtsd(xmm0, xmm1),
            (uint _, uint b, uint mxcsr, ref uint status) => Sse.SquareRoot(b, mxcsr, ref status),
            (ulong _, ulong b, uint mxcsr, ref uint status) => Sse.SquareRoot(b, mxcsr, ref status)),
        .. Predicates(),
        Flags("comiss", a => a.comiss(xmm0, xmm1), (ulong a, ulong b, uint mxcsr, ref uint status) => Sse.CompareOrdered((uint)a, (uint)b, mxcsr, ref status), MakeSingle),
        Flags("comisd", a => a.comisd(xmm0, xmm1), Sse.CompareOrdered, MakeDouble),
        Flags("ucomiss", a => a.ucomiss(xmm0, xmm1), (ulong a, ulong b, uint mxcsr, ref uint status) => Sse.CompareUnordered((uint)a, (uint)b, mxcsr, ref status), MakeSingle),
        Flags("ucomisd", a => a.ucomisd(xmm0, xmm1), Sse.CompareUnordered, MakeDouble),
        Of("cvtss2sd", 8, a => a.cvtss2sd(xmm0, xmm1), (ulong _, ulong b, uint mxcsr, ref uint status) => Sse.ToDouble((uint)b, mxcsr, ref status), MakeSingle),
        Of("cvtsd2ss", 4, a => a.cvtsd2ss(xmm0, xmm1), (ulong _, ulong b, uint mxcsr, ref uint status) => Sse.ToSingle(b, mxcsr, ref status), MakeDouble),
        Of("cvtsi2ss", 4, a => a.cvtsi2ss(xmm0, __dword_ptr[ebx + FloatCase.RightOffset]),
            (ulong _, ulong b, uint mxcsr, ref uint status) => Sse.IntegerToSingle((uint)b, mxcsr, ref status), MakeInteger),
        Of("cvtsi2sd", 8, a => a.cvtsi2sd(xmm0, __dword_ptr[ebx + FloatCase.RightOffset]), (ulong _, ulong b, uint _, ref uint _) => Sse.IntegerToDouble((uint)b), MakeInteger),
        ToInteger("cvtss2si", a => a.cvtss2si(eax, xmm1), (ulong _, ulong b, uint mxcsr, ref uint status) => Sse.ToInt32((uint)b, mxcsr, ref status), MakeSingle),
        ToInteger("cvtsd2si", a => a.cvtsd2si(eax, xmm1), (ulong _, ulong b, uint mxcsr, ref uint status) => Sse.ToInt32(b, mxcsr, ref status), MakeDouble),
        ToInteger("cvttss2si", a => a.cvttss2si(eax, xmm1), (ulong _, ulong b, uint mxcsr, ref uint status) => Sse.ToInt32Truncated((uint)b, mxcsr, ref status), MakeSingle),
        ToInteger("cvttsd2si", a => a.cvttsd2si(eax, xmm1), (ulong _, ulong b, uint mxcsr, ref uint status) => Sse.ToInt32Truncated(b, mxcsr, ref status), MakeDouble),
    ];

    private static IEnumerable<FloatOperation> Predicates()
    {
        for (byte predicate = 0; predicate < 8; predicate++)
        {
            byte p = predicate;
            foreach (FloatOperation operation in Both(
                $"cmp{p}",
                a => a.cmpss(xmm0, xmm1, p),
                a => a.cmpsd(xmm0, xmm1, p),
                (uint a, uint b, uint mxcsr, ref uint status) => Sse.Compare(a, b, p, mxcsr, ref status),
                (ulong a, ulong b, uint mxcsr, ref uint status) => Sse.Compare(a, b, p, mxcsr, ref status)))
            {
                yield return operation;
            }
        }
    }

    private static IEnumerable<FloatOperation> Both(string name, Action<Assembler> single, Action<Assembler> @double, SingleBinary ofSingles, DoubleBinary ofDoubles)
    {
        yield return Of(name + "ss", 4, single, (ulong a, ulong b, uint mxcsr, ref uint status) => ofSingles((uint)a, (uint)b, mxcsr, ref status), MakeSingle);
        yield return Of(name + "sd", 8, @double, (ulong a, ulong b, uint mxcsr, ref uint status) => ofDoubles(a, b, mxcsr, ref status), MakeDouble);
    }

    private static FloatOperation Of(string name, int bytes, Action<Assembler> emit, Function operation, FloatOperation.Maker make) => new(
        name,
        emit,
        (ref FloatCase c) =>
        {
            uint status = 0;
            ulong result = operation((ulong)c.Left, (ulong)c.Right, c.Control, ref status);
            UInt128 kept = bytes == 4 ? ~(UInt128)uint.MaxValue : ~(UInt128)ulong.MaxValue;
            c.Result = Finish(ref c, status) ? (c.Left & kept) | result : c.Left;
        },
        make)
    { IsSse = true };

    private static FloatOperation Flags(string name, Action<Assembler> emit, Comparison operation, FloatOperation.Maker make) => new(
        name,
        emit,
        (ref FloatCase c) =>
        {
            uint status = 0;
            uint flags = operation((ulong)c.Left, (ulong)c.Right, c.Control, ref status);
            c.Flags = Finish(ref c, status) ? flags : FloatProgram.FlagsBefore;
            c.Result = c.Left;
        },
        make)
    { IsSse = true, SetsFlags = true };

    private static FloatOperation ToInteger(string name, Action<Assembler> emit, Function operation, FloatOperation.Maker make) => new(
        name,
        emit,
        (ref FloatCase c) =>
        {
            uint status = 0;
            var result = (uint)operation((ulong)c.Left, (ulong)c.Right, c.Control, ref status);
            c.Flags = Finish(ref c, status) ? result : FloatProgram.RegisterBefore;
            c.Result = c.Left;
        },
        make)
    { IsSse = true, SetsRegister = true };

    /// <summary>MXCSR as the instruction leaves it; false if there is no result.</summary>
    private static bool Finish(ref FloatCase c, uint status)
    {
        c.Status = c.Control | (status & FloatStatus.Exceptions);
        c.Trapped = (status & FloatStatus.NoResult) != 0 ? 1U : 0;
        return c.Trapped == 0;
    }

    private static void MakeSingle(ref FuzzRandom random, ref FloatCase c)
    {
        Make(ref random, ref c);
        uint left = FloatOperands.Single(ref random);
        c.Left |= left;
        c.Right |= random.OneIn(8) ? left ^ (1U << random.Next(32)) : FloatOperands.Single(ref random);
    }

    private static void MakeDouble(ref FuzzRandom random, ref FloatCase c)
    {
        Make(ref random, ref c);
        ulong left = FloatOperands.Double(ref random);
        c.Left |= left;
        c.Right |= random.OneIn(8) ? left ^ (1UL << random.Next(64)) : FloatOperands.Double(ref random);
    }

    private static void MakeInteger(ref FuzzRandom random, ref FloatCase c)
    {
        Make(ref random, ref c);
        c.Left |= random.Next64();
        c.Right |= random.NextOperand();
    }

    private static void Make(ref FuzzRandom random, ref FloatCase c)
    {
        c.Control = FloatOperands.MediaControl(ref random);
        c.Left = new UInt128(random.Next64(), 0);
        c.Right = new UInt128(random.Next64(), 0);
    }
}
