namespace GenEmu;

/// <summary>The mnemonics of exceptions (SDM vol. 3, table 6-1).</summary>
internal static class ExceptionNames
{
    private static readonly string?[] Names =
    [
        "#DE", "#DB", null, "#BP", "#OF", "#BR", "#UD", "#NM", "#DF", null, "#TS", "#NP", "#SS", "#GP", "#PF", null, "#MF", "#AC", "#MC", "#XM", "#VE", "#CP",
    ];

    public static string Of(byte vector) => (vector < Names.Length ? Names[vector] : null) ?? "#?";
}
