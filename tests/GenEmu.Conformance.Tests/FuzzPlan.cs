using System.Globalization;

namespace GenEmu.Conformance.Tests;

/// <summary>How long a randomised test runs, and from which seed.</summary>
/// <remarks>
/// Without settings a run is short and always the same. <c>GENEMU_FUZZ=full</c> makes it long, from a new seed each time;
/// <c>GENEMU_SEED=hex</c> repeats one seed, which a failing test prints.
/// </remarks>
internal static class FuzzPlan
{
    private const ulong DefaultSeed = 0x6E6D_7531;

    private static string? GivenSeed => Environment.GetEnvironmentVariable("GENEMU_SEED");

    public static bool IsFull => string.Equals(Environment.GetEnvironmentVariable("GENEMU_FUZZ"), "full", StringComparison.OrdinalIgnoreCase);

    /// <summary>Whether one seed is to be repeated, and nothing else done.</summary>
    public static bool IsRepeat => GivenSeed is not null;

    public static ulong Seed
        => GivenSeed is { } given ? ulong.Parse(given, NumberStyles.HexNumber, CultureInfo.InvariantCulture)
            : IsFull ? new FuzzRandom((ulong)DateTime.UtcNow.Ticks).Next64()
            : DefaultSeed;

    public static int Count(int normally, int full) => IsFull ? full : normally;
}
