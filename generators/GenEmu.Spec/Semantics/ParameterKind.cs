namespace GenEmu.Spec.Semantics;

/// <summary>What an intrinsic's argument is.</summary>
public enum ParameterKind
{
    /// <summary>An unsigned value.</summary>
    Unsigned,

    /// <summary>A long.</summary>
    Signed,

    /// <summary>A condition.</summary>
    Bool,

    /// <summary>A number known when the generator runs.</summary>
    Known,

    /// <summary>An operand itself, not its value; its size goes with it.</summary>
    Operand,

    /// <summary>An operand's place, without a size.</summary>
    Place,

    /// <summary>A segment register's name, or an operand that is one.</summary>
    Segment,

    /// <summary>SI or DI.</summary>
    Index,

    /// <summary>An exception's name.</summary>
    Exception,

    /// <summary>An operand's bytes, where they are.</summary>
    Bytes,
}
