namespace GenEmu.Spec.Semantics;

/// <summary>The C# types of the language.</summary>
public enum ValueType
{
    /// <summary>bool.</summary>
    Bool,

    /// <summary>uint: every value of up to 32 bits.</summary>
    UInt,

    /// <summary>ulong.</summary>
    ULong,

    /// <summary>long: the only signed type.</summary>
    Long,
}
