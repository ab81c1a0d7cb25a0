namespace GenEmu.Conformance.Tests.Vectors;

/// <summary>A captured processor.</summary>
public abstract class VectorSet
{
    /// <summary>The folder's name.</summary>
    public abstract string Name { get; }

    /// <summary>Whether addresses wrap at 1 MiB.</summary>
    public abstract bool Wraps { get; }

    /// <summary>Whether direct handlers run where they can; otherwise every instruction is a transaction.</summary>
    public virtual bool RunsDirect => false;

    /// <summary>Whether the capture ended by a HLT behind the instruction, or where it leads.</summary>
    public abstract bool EndsWithHalt { get; }

    /// <summary>The share of cases that must hold without any rule.</summary>
    public abstract double RequiredShare { get; }

    public abstract IReadOnlyList<DesignRule> Rules { get; }

    /// <summary>The flags that the instruction leaves undefined.</summary>
    public abstract ushort UndefinedFlags(VectorCase test, RealModeInstruction instruction);

    /// <summary>Cases that upstream found to be bad, by hash.</summary>
    public virtual IReadOnlySet<string> Revoked { get; } = new HashSet<string>(StringComparer.Ordinal);

    public override string ToString() => Name;
}
