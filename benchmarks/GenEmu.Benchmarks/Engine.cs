namespace GenEmu.Benchmarks;

/// <summary>Which way instructions run.</summary>
public enum Engine
{
    Direct,
    Recorded,
}
