using System.Globalization;

namespace GenEmu.Boot.Tests;

/// <summary>Seeds for delayed devices.</summary>
internal static class Seeds
{
    /// <summary>1, 2, …; <c>GENEMU_SEEDS</c> sets how many.</summary>
    /// <param name="usual">How many there are otherwise.</param>
    public static TheoryData<int> Take(int usual)
        => [.. Enumerable.Range(1, int.TryParse(Environment.GetEnvironmentVariable("GENEMU_SEEDS"), CultureInfo.InvariantCulture, out int wanted) ? wanted : usual)];
}
