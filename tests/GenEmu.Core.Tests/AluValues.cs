namespace GenEmu.Core.Tests;

/// <summary>Random operands of a width, with the corner values more often than chance would have them.</summary>
internal sealed class AluValues(int seed)
{
    public const int Rounds = 20_000;

    private readonly Random _random = new(seed);

    public static ulong Mask(int bits) => ulong.MaxValue >> (64 - bits);

    public ulong Next(int bits)
    {
        ulong value = (ulong)_random.NextInt64(long.MinValue, long.MaxValue);
        return Mask(bits) & _random.Next(8) switch
        {
            0 => 0,
            1 => ulong.MaxValue,
            2 => 1UL << (bits - 1),
            3 => (1UL << (bits - 1)) - 1,
            4 => 1UL << _random.Next(bits),
            5 => value & 0xF,
            _ => value,
        };
    }

    public uint NextCount(int limit) => (uint)_random.Next(limit);

    public uint NextBit() => (uint)_random.Next(2);
}
