using GenEmu.Core.Float;

namespace GenEmu.Core.Units;

/// <content>The operations, as type arguments: each makes its own code of the functions that it is given to.</content>
internal static unsafe partial class X87
{
    private interface IOperation
    {
        static abstract Float80 Apply(Float80 a, Float80 b, uint control, ref uint status);
    }

    private readonly struct Addition : IOperation
    {
        public static Float80 Apply(Float80 a, Float80 b, uint control, ref uint status) => Fpu.Add(a, b, control, ref status);
    }

    private readonly struct Subtraction : IOperation
    {
        public static Float80 Apply(Float80 a, Float80 b, uint control, ref uint status) => Fpu.Subtract(a, b, control, ref status);
    }

    private readonly struct ReverseSubtraction : IOperation
    {
        public static Float80 Apply(Float80 a, Float80 b, uint control, ref uint status) => Fpu.Subtract(b, a, control, ref status);
    }

    private readonly struct Multiplication : IOperation
    {
        public static Float80 Apply(Float80 a, Float80 b, uint control, ref uint status) => Fpu.Multiply(a, b, control, ref status);
    }

    private readonly struct Division : IOperation
    {
        public static Float80 Apply(Float80 a, Float80 b, uint control, ref uint status) => Fpu.Divide(a, b, control, ref status);
    }

    private readonly struct ReverseDivision : IOperation
    {
        public static Float80 Apply(Float80 a, Float80 b, uint control, ref uint status) => Fpu.Divide(b, a, control, ref status);
    }
}
