namespace GenEmu.Conformance.Tests.Float;

/// <summary>Runs one instruction over many cases on this machine's processor and in the emulator, and says where they differ.</summary>
internal static class FloatComparison
{
    public static List<string> Differences(FloatOperation operation, int count, ulong seed, int most)
    {
        var random = new FuzzRandom(seed);
        var before = new FloatCase[count];
        foreach (ref FloatCase c in before.AsSpan())
        {
            operation.Make(ref random, ref c);
        }

        FloatCase[] silicon = [.. before];
        using (var processor = new FloatProcessor(operation))
        {
            processor.Run(silicon);
        }

        List<string> differences = [];
        for (int i = 0; i < count && differences.Count < most; i++)
        {
            FloatCase emulated = before[i];
            operation.Emulate(ref emulated);
            if (!emulated.Equals(silicon[i]))
            {
                differences.Add($"{operation.Name}: {before[i]}\n  silicon  {silicon[i]}\n  emulated {emulated}");
            }
        }

        return differences;
    }
}
