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

    /// <summary>Vector128&lt;byte&gt;: 128 bits without a number's meaning.</summary>
    Vector,
}
