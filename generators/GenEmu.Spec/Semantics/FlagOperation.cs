namespace GenEmu.Spec.Semantics;

/// <summary>The members of <c>flags</c>.</summary>
public enum FlagOperation
{
    /// <summary>Add(a, b, r).</summary>
    Add,

    /// <summary>Sub(a, b, r).</summary>
    Sub,

    /// <summary>Logic(r).</summary>
    Logic,

    /// <summary>Inc(r).</summary>
    Inc,

    /// <summary>Dec(r).</summary>
    Dec,

    /// <summary>Neg(a, r).</summary>
    Neg,

    /// <summary>Shift(r, cf, of).</summary>
    Shift,

    /// <summary>Rotate(cf, of).</summary>
    Rotate,

    /// <summary>Mul(r, overflow).</summary>
    Mul,

    /// <summary>Put(flag, condition).</summary>
    Put,

    /// <summary>Set(mask, bits).</summary>
    Set,

    /// <summary>Undefined(mask).</summary>
    Undefined,
}
