using GenEmu.Core.Float;

namespace GenEmu.Core.Units;

/// <content>The operations, as type arguments: each makes its own code of the functions that it is given to.</content>
internal static unsafe partial class Xmm
{
    private interface IOperation
    {
        static abstract uint Apply(uint a, uint b, uint mxcsr, ref uint status);

        static abstract ulong Apply(ulong a, ulong b, uint mxcsr, ref uint status);
    }

    private readonly struct Addition : IOperation
    {
        public static uint Apply(uint a, uint b, uint mxcsr, ref uint status) => Sse.Add(a, b, mxcsr, ref status);

        public static ulong Apply(ulong a, ulong b, uint mxcsr, ref uint status) => Sse.Add(a, b, mxcsr, ref status);
    }

    private readonly struct Subtraction : IOperation
    {
        public static uint Apply(uint a, uint b, uint mxcsr, ref uint status) => Sse.Subtract(a, b, mxcsr, ref status);

        public static ulong Apply(ulong a, ulong b, uint mxcsr, ref uint status) => Sse.Subtract(a, b, mxcsr, ref status);
    }

    private readonly struct Multiplication : IOperation
    {
        public static uint Apply(uint a, uint b, uint mxcsr, ref uint status) => Sse.Multiply(a, b, mxcsr, ref status);

        public static ulong Apply(ulong a, ulong b, uint mxcsr, ref uint status) => Sse.Multiply(a, b, mxcsr, ref status);
    }

    private readonly struct Division : IOperation
    {
        public static uint Apply(uint a, uint b, uint mxcsr, ref uint status) => Sse.Divide(a, b, mxcsr, ref status);

        public static ulong Apply(ulong a, ulong b, uint mxcsr, ref uint status) => Sse.Divide(a, b, mxcsr, ref status);
    }

    private readonly struct Least : IOperation
    {
        public static uint Apply(uint a, uint b, uint mxcsr, ref uint status) => Sse.Minimum(a, b, mxcsr, ref status);

        public static ulong Apply(ulong a, ulong b, uint mxcsr, ref uint status) => Sse.Minimum(a, b, mxcsr, ref status);
    }

    private readonly struct Greatest : IOperation
    {
        public static uint Apply(uint a, uint b, uint mxcsr, ref uint status) => Sse.Maximum(a, b, mxcsr, ref status);

        public static ulong Apply(ulong a, ulong b, uint mxcsr, ref uint status) => Sse.Maximum(a, b, mxcsr, ref status);
    }

    private readonly struct Root : IOperation
    {
        public static uint Apply(uint a, uint b, uint mxcsr, ref uint status) => Sse.SquareRoot(b, mxcsr, ref status);

        public static ulong Apply(ulong a, ulong b, uint mxcsr, ref uint status) => Sse.SquareRoot(b, mxcsr, ref status);
    }
}
