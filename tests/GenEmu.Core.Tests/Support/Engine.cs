namespace GenEmu.Core.Tests.Support;

/// <summary>Axis of rule F5: which way instructions run.</summary>
public enum Engine
{
    Direct,
    Recorded,
}
