namespace GenEmu.Core.Tests.Support;

/// <summary>Axis of rule F5: when devices answer.</summary>
public enum Answers
{
    Immediate,
    Async,
}
