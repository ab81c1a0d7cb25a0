namespace GenEmu.Spec.Forms;

/// <summary>The features that an instruction or a form may need; without them a processor raises #UD. Everything else exists since the 486.</summary>
public static class FeatureNames
{
    private static readonly string[] Names = ["FPU", "CMOV", "CX8", "MSR", "TSC", "SEP", "MMX", "FXSR", "SSE", "SSE2", "CLFSH", "NOPL"];

    /// <summary>All of them, as the spec writes them.</summary>
    public static IReadOnlyList<string> All => Names;

    /// <summary>Whether the spec knows a feature.</summary>
    /// <param name="name">As written.</param>
    public static bool Contains(string name) => Names.Contains(name, StringComparer.Ordinal);

    /// <summary>The feature's member of <c>CpuFeatures</c>: <c>Sse2</c> for <c>SSE2</c>.</summary>
    /// <param name="name">As written; empty for none.</param>
    public static string Member(string name) => name.Length == 0 ? "None" : name.Substring(0, 1) + name.Substring(1).ToLowerInvariant();
}
