namespace GenEmu.Conformance.Tests.Vectors;

/// <summary>The 80286's cases once more, on the direct handlers: what they cannot do they must leave to the recorded ones.</summary>
public sealed class DirectProcessor80286 : Processor80286
{
    public override bool RunsDirect => true;
}
