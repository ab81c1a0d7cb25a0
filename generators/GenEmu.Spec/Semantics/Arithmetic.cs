namespace GenEmu.Spec.Semantics;

/// <summary>
/// The rules of types and widths. A value of up to 32 bits is a uint whose bits above its width may be dirty; it is
/// truncated only where that can be seen: at var, comparisons, right shifts, divisions, conversions and arguments.
/// </summary>
internal static class Arithmetic
{
    /// <summary>The type that holds so many bits.</summary>
    public static ValueType TypeOf(int width) => width > 64 ? ValueType.Vector : width > 32 ? ValueType.ULong : ValueType.UInt;

    /// <summary>The value without dirty bits.</summary>
    public static Value Clean(Value value) => value.Clean || value.Width == 0 ? value : new Value.Truncate(value, value.Type, value.Width);

    /// <summary>Whether no bit at or above a width is set.</summary>
    public static bool IsCleanAt(Value value, int width) => value is Value.Constant c
        ? c.Number >= 0 && (width >= 63 || c.Number >> width == 0)
        : value.Clean && value.Width <= width;

    /// <summary>The value as another type, zero-extended or cut as C# does.</summary>
    public static Value As(Value value, ValueType type) => value is Value.Constant || value.Type == type
        ? value
        : new Value.Convert(value.Type == ValueType.UInt ? Clean(value) : value, type, type switch { ValueType.UInt => 32, ValueType.Vector => 128, _ => 64 });

    /// <summary>An infix operator on numbers, or null if the types do not go together.</summary>
    public static Value? Binary(string op, Value left, Value right)
    {
        if (left is Value.Constant a && right is Value.Constant b && Fold(op, a.Number, b.Number) is { } folded)
        {
            return folded;
        }

        if (left.Type == ValueType.Vector || right.Type == ValueType.Vector)
        {
            return left.Type == right.Type && (op is "&" or "|" or "^") ? new Value.Binary(op, left, right, ValueType.Vector, 128, true) : null;
        }

        if (op is "<<" or ">>")
        {
            return Shift(op, left, right);
        }

        if (Common(left, right) is not { } type)
        {
            return null;
        }

        left = As(left, type);
        right = As(right, type);
        var width = Math.Max(left.Width, right.Width);
        return op is "==" or "!=" or "<" or "<=" or ">" or ">="
            ? new Value.Binary(op, AtWidth(left, width), AtWidth(right, width), ValueType.Bool, 1, true)
            : op is "/" or "%"
            ? new Value.Binary(op, AtWidth(left, width), AtWidth(right, width), type, width, true)
            : new Value.Binary(op, left, right, type, width, StaysClean(op, left, right, type, width));
    }

    /// <summary>The type in which two values meet, or null.</summary>
    public static ValueType? Common(Value left, Value right)
    {
        if (left.Type is ValueType.Bool or ValueType.Vector || right.Type is ValueType.Bool or ValueType.Vector)
        {
            return null;
        }

        var types = new[] { left, right }.Where(v => v is not Value.Constant).Select(v => v.Type).Distinct().ToArray();
        return types.Contains(ValueType.Long) ? types.Contains(ValueType.ULong) ? null : ValueType.Long
            : types.Contains(ValueType.ULong) ? ValueType.ULong
            : ValueType.UInt;
    }

    private static Value Shift(string op, Value left, Value right)
    {
        if (op == ">>")
        {
            return new Value.Binary(op, Clean(left), Clean(right), left.Type, left.Width, true);
        }

        return new Value.Binary(op, left, Clean(right), left.Type, left.Width, left.Width >= 32);
    }

    private static Value AtWidth(Value value, int width) => value.Type == ValueType.Long ? value
        : value is Value.Constant c && width is > 0 and < 63 ? new Value.Constant(c.Number & ((1L << width) - 1))
        : Clean(value);

    private static bool StaysClean(string op, Value left, Value right, ValueType type, int width) => type != ValueType.UInt || width >= 32 || op switch
    {
        "&" => IsCleanAt(left, width) || IsCleanAt(right, width),
        "|" or "^" => IsCleanAt(left, width) && IsCleanAt(right, width),
        _ => width == 0,
    };

    private static Value? Fold(string op, long a, long b) => op switch
    {
        "+" => new Value.Constant(a + b),
        "-" => new Value.Constant(a - b),
        "*" => new Value.Constant(a * b),
        "&" => new Value.Constant(a & b),
        "|" => new Value.Constant(a | b),
        "^" => new Value.Constant(a ^ b),
        "<<" => new Value.Constant(a << (int)b),
        ">>" => new Value.Constant(a >> (int)b),
        "/" when b != 0 => new Value.Constant(a / b),
        "%" when b != 0 => new Value.Constant(a % b),
        "==" => new Value.Truth(a == b),
        "!=" => new Value.Truth(a != b),
        "<" => new Value.Truth(a < b),
        "<=" => new Value.Truth(a <= b),
        ">" => new Value.Truth(a > b),
        ">=" => new Value.Truth(a >= b),
        _ => null,
    };
}
