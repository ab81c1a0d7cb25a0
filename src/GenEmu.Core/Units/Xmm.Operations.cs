using GenEmu.Core.Float;

namespace GenEmu.Core.Units;

/// <content>The operations, as type arguments: each makes its own code of the functions that it is given to.</content>
internal static unsafe partial class Xmm
{
    private interface IOperation<T>
    {
        static abstract T Apply(T a, T b, uint mxcsr, ref uint status);
    }

    private interface IConversion<TFrom, TTo>
    {
        static abstract TTo Apply(TFrom value, uint mxcsr, ref uint status);
    }

    private interface IOrder<T>
    {
        static abstract uint Apply(T a, T b, uint mxcsr, ref uint status);
    }

    private readonly struct Addition : IOperation<uint>, IOperation<ulong>
    {
        public static uint Apply(uint a, uint b, uint mxcsr, ref uint status) => Sse.Add(a, b, mxcsr, ref status);

        public static ulong Apply(ulong a, ulong b, uint mxcsr, ref uint status) => Sse.Add(a, b, mxcsr, ref status);
    }

    private readonly struct Subtraction : IOperation<uint>, IOperation<ulong>
    {
        public static uint Apply(uint a, uint b, uint mxcsr, ref uint status) => Sse.Subtract(a, b, mxcsr, ref status);

        public static ulong Apply(ulong a, ulong b, uint mxcsr, ref uint status) => Sse.Subtract(a, b, mxcsr, ref status);
    }

    private readonly struct Multiplication : IOperation<uint>, IOperation<ulong>
    {
        public static uint Apply(uint a, uint b, uint mxcsr, ref uint status) => Sse.Multiply(a, b, mxcsr, ref status);

        public static ulong Apply(ulong a, ulong b, uint mxcsr, ref uint status) => Sse.Multiply(a, b, mxcsr, ref status);
    }

    private readonly struct Division : IOperation<uint>, IOperation<ulong>
    {
        public static uint Apply(uint a, uint b, uint mxcsr, ref uint status) => Sse.Divide(a, b, mxcsr, ref status);

        public static ulong Apply(ulong a, ulong b, uint mxcsr, ref uint status) => Sse.Divide(a, b, mxcsr, ref status);
    }

    private readonly struct Least : IOperation<uint>, IOperation<ulong>
    {
        public static uint Apply(uint a, uint b, uint mxcsr, ref uint status) => Sse.Minimum(a, b, mxcsr, ref status);

        public static ulong Apply(ulong a, ulong b, uint mxcsr, ref uint status) => Sse.Minimum(a, b, mxcsr, ref status);
    }

    private readonly struct Greatest : IOperation<uint>, IOperation<ulong>
    {
        public static uint Apply(uint a, uint b, uint mxcsr, ref uint status) => Sse.Maximum(a, b, mxcsr, ref status);

        public static ulong Apply(ulong a, ulong b, uint mxcsr, ref uint status) => Sse.Maximum(a, b, mxcsr, ref status);
    }

    private readonly struct Root : IOperation<uint>, IOperation<ulong>
    {
        public static uint Apply(uint a, uint b, uint mxcsr, ref uint status) => Sse.SquareRoot(b, mxcsr, ref status);

        public static ulong Apply(ulong a, ulong b, uint mxcsr, ref uint status) => Sse.SquareRoot(b, mxcsr, ref status);
    }

    private readonly struct Ordered : IOrder<uint>, IOrder<ulong>
    {
        public static uint Apply(uint a, uint b, uint mxcsr, ref uint status) => Sse.CompareOrdered(a, b, mxcsr, ref status);

        public static uint Apply(ulong a, ulong b, uint mxcsr, ref uint status) => Sse.CompareOrdered(a, b, mxcsr, ref status);
    }

    private readonly struct Unordered : IOrder<uint>, IOrder<ulong>
    {
        public static uint Apply(uint a, uint b, uint mxcsr, ref uint status) => Sse.CompareUnordered(a, b, mxcsr, ref status);

        public static uint Apply(ulong a, ulong b, uint mxcsr, ref uint status) => Sse.CompareUnordered(a, b, mxcsr, ref status);
    }

    private readonly struct Widening : IConversion<uint, ulong>
    {
        public static ulong Apply(uint value, uint mxcsr, ref uint status) => Sse.ToDouble(value, mxcsr, ref status);
    }

    private readonly struct Narrowing : IConversion<ulong, uint>
    {
        public static uint Apply(ulong value, uint mxcsr, ref uint status) => Sse.ToSingle(value, mxcsr, ref status);
    }

    private readonly struct FromInteger : IConversion<uint, uint>
    {
        public static uint Apply(uint value, uint mxcsr, ref uint status) => Sse.IntegerToSingle(value, mxcsr, ref status);
    }

    private readonly struct Rounded : IConversion<uint, uint>, IConversion<ulong, uint>
    {
        public static uint Apply(uint value, uint mxcsr, ref uint status) => Sse.ToInt32(value, mxcsr, ref status);

        public static uint Apply(ulong value, uint mxcsr, ref uint status) => Sse.ToInt32(value, mxcsr, ref status);
    }

    private readonly struct Truncated : IConversion<uint, uint>, IConversion<ulong, uint>
    {
        public static uint Apply(uint value, uint mxcsr, ref uint status) => Sse.ToInt32Truncated(value, mxcsr, ref status);

        public static uint Apply(ulong value, uint mxcsr, ref uint status) => Sse.ToInt32Truncated(value, mxcsr, ref status);
    }
}
