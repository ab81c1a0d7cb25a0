namespace GenEmu.Core.Tests.Support;

/// <summary>Axis of rule F5: which way instructions run.</summary>
public enum Engine
{
    Direct,
    Recorded,

    /// <summary>As <see cref="Direct"/>, and blocks of code are fused when they are first executed.</summary>
    Fused,
}
