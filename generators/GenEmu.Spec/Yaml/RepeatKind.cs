namespace GenEmu.Spec.Yaml;

/// <summary>What a REP prefix does to an instruction.</summary>
public enum RepeatKind
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>REP and REPNE repeat it rCX times.</summary>
    Count,

    /// <summary>As <see cref="Count"/>, and REPE or REPNE also stop on ZF.</summary>
    CountAndZero,
}
