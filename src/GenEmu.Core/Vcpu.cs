namespace GenEmu.Core;

/// <summary>A virtual CPU.</summary>
public sealed class Vcpu
{
}
