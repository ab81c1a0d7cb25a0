namespace GenEmu.Conformance.Tests.Decode;

/// <summary>Makes random byte strings: half of them look like instructions, so that rare opcodes and long prefixes are met often.</summary>
internal static class ByteStrings
{
    /// <summary>Longer than any instruction.</summary>
    public const int Length = 20;

    private static ReadOnlySpan<byte> Prefixes => [0x26, 0x2E, 0x36, 0x3E, 0x64, 0x65, 0x66, 0x66, 0x67, 0x67, 0xF0, 0xF2, 0xF3];

    public static void Next(ref FuzzRandom random, Span<byte> code)
    {
        random.Fill(code);
        if (random.OneIn(3))
        {
            return;
        }

        int prefixes = random.OneIn(16) ? random.Next(Length) : Math.Max(0, random.Next(6) - 2);
        for (int i = 0; i < Math.Min(prefixes, Length - 3); i++)
        {
            code[i] = random.Pick(Prefixes);
        }

        if (prefixes < Length - 3 && random.OneIn(2))
        {
            code[prefixes] = 0x0F;
            code[prefixes + 1] = random.OneIn(8) ? random.Pick<byte>([0x38, 0x3A]) : code[prefixes + 1];
        }
    }
}
