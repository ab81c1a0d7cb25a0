namespace GenEmu.Conformance.Tests;

/// <summary>A small, fast generator whose numbers depend on the seed alone, whatever the runtime (SplitMix64).</summary>
internal struct FuzzRandom(ulong seed)
{
    private static readonly uint[] Edges =
        [0, 1, 2, 0x7F, 0x80, 0x81, 0xFF, 0x100, 0x7FFF, 0x8000, 0x8001, 0xFFFF, 0x1_0000, 0x7FFF_FFFF, 0x8000_0000, 0x8000_0001, 0xFFFF_FFFE, 0xFFFF_FFFF];

    private ulong _state = seed;

    public ulong Next64()
    {
        _state += 0x9E37_79B9_7F4A_7C15;
        ulong z = _state;
        z = (z ^ (z >> 30)) * 0xBF58_476D_1CE4_E5B9;
        z = (z ^ (z >> 27)) * 0x94D0_49BB_1331_11EB;
        return z ^ (z >> 31);
    }

    public uint Next32() => (uint)(Next64() >> 32);

    public byte NextByte() => (byte)(Next64() >> 56);

    /// <summary>0 to <paramref name="bound"/> - 1.</summary>
    public int Next(int bound) => (int)((Next32() * (ulong)bound) >> 32);

    /// <summary>True once in <paramref name="times"/>.</summary>
    public bool OneIn(int times) => Next(times) == 0;

    public T Pick<T>(ReadOnlySpan<T> from) => from[Next(from.Length)];

    public void Fill(Span<byte> bytes)
    {
        foreach (ref byte b in bytes)
        {
            b = NextByte();
        }
    }

    /// <summary>A value as arithmetic likes it least: often at an edge of some width, or near one.</summary>
    public uint NextOperand() => Next(4) switch
    {
        0 => Edges[Next(Edges.Length)],
        1 => Edges[Next(Edges.Length)] + (uint)(Next(9) - 4),
        2 => Next32() >> Next(32),
        _ => Next32(),
    };
}
