namespace GenEmu.Core.Tests.Support;

/// <summary>Axis of rule F5: whether iterations of REP INS and REP OUTS may be done in one go.</summary>
public enum Batching
{
    Single,
    Batched,
}
