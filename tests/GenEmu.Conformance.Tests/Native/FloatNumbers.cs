using GenEmu.Conformance.Tests.Float;
using GenEmu.Core.Execution;
using GenEmu.Core.Float;

namespace GenEmu.Conformance.Tests.Native;

/// <summary>Draws the operands that a form is about: by its name, XMM registers hold singles, doubles or integers; now and then something else.</summary>
internal sealed class FloatNumbers(FormInfo form)
{
    private readonly NumberKind _vector = VectorKind(form.Op.Split(' ', '/')[0]);
    private readonly bool _isX87 = (form.Flags & FormFlags.X87) != 0;

    /// <summary>A register of the x87, or the MMX register that it is too.</summary>
    public Float80 Register(ref FuzzRandom random, bool edges, Float80 other)
        => !_isX87 ? new Float80(FloatEdges.Integers(ref random), (ushort)(random.OneIn(2) ? 0xFFFF : random.Next32()))
            : edges ? FloatEdges.Extended(ref random)
            : FloatOperands.Register(ref random, other);

    /// <summary>Half of an XMM register, or of what one is loaded from.</summary>
    public ulong Lane(ref FuzzRandom random, bool edges)
    {
        NumberKind kind = random.OneIn(8) ? (NumberKind)random.Next(3) : _vector;
        return Of(ref random, kind, edges);
    }

    /// <summary>Sixteen bytes for an operand in memory.</summary>
    public UInt128 Memory(ref FuzzRandom random, bool edges)
    {
        if (!_isX87)
        {
            return new UInt128(Lane(ref random, edges), Lane(ref random, edges));
        }

        if (form.Op is "fbld")
        {
            return Decimal(ref random);
        }

        if (form.Operand0.Size == OperandSize.Extended || form.Operand1.Size == OperandSize.Extended)
        {
            return FloatCase.FromFloat80(edges ? FloatEdges.Extended(ref random) : FloatOperands.Register(ref random));
        }

        bool isSingle = form.Operand0.Size == OperandSize.Dword || form.Operand1.Size == OperandSize.Dword;
        return Of(ref random, form.Op.StartsWith("fi", StringComparison.Ordinal) ? NumberKind.Integers : isSingle ? NumberKind.Singles : NumberKind.Doubles, edges);
    }

    private static ulong Of(ref FuzzRandom random, NumberKind kind, bool edges) => kind switch
    {
        NumberKind.Integers => FloatEdges.Integers(ref random),
        NumberKind.Doubles => edges ? FloatEdges.Double(ref random) : FloatOperands.Double(ref random),
        _ when edges => FloatEdges.Single(ref random) | ((ulong)FloatEdges.Single(ref random) << 32),
        _ => FloatOperands.Single(ref random) | ((ulong)FloatOperands.Single(ref random) << 32),
    };

    private static UInt128 Decimal(ref FuzzRandom random)
    {
        ulong digits = 0;
        for (int i = 0; i < 16; i++)
        {
            digits = (digits << 4) | (uint)random.Next(10);
        }

        return new UInt128(((ulong)random.Next(10) << 4) | (uint)random.Next(10) | (random.OneIn(2) ? 0x8000UL : 0), digits >> (4 * random.Next(17)));
    }

    /// <summary>What the source is: <c>cvtps2pd</c> reads singles, <c>addsd</c> doubles, <c>paddb</c> and <c>cvtdq2ps</c> integers.</summary>
    private static NumberKind VectorKind(string op)
    {
        string source = op.StartsWith("cvt", StringComparison.Ordinal) ? op[..op.IndexOf('2')] : op;
        return source.EndsWith("ps", StringComparison.Ordinal) || source.EndsWith("ss", StringComparison.Ordinal) ? NumberKind.Singles
            : source.EndsWith("pd", StringComparison.Ordinal) || source.EndsWith("sd", StringComparison.Ordinal) ? NumberKind.Doubles
            : NumberKind.Integers;
    }
}
