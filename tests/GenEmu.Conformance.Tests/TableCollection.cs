namespace GenEmu.Conformance.Tests;

/// <summary>The tests whose results go into tables of one document: one after the other.</summary>
[CollectionDefinition(Name)]
public sealed class TableCollection
{
    public const string Name = "Tables of docs/floating-point.md";
}
