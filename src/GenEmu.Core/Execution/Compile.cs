using System.Runtime.CompilerServices;

namespace GenEmu.Core.Execution;

/// <summary>How methods that direct handlers call are compiled.</summary>
internal static class Compile
{
    /// <summary>
    /// Out of line, because the handler would lose its tail call to a local whose address is taken; and optimised at the first call, because tiered compilation
    /// takes seconds to promote what a short run calls a million times.
    /// </summary>
    public const MethodImplOptions OutOfLine = MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization;
}
