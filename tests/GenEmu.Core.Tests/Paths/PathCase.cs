using Iced.Intel;

namespace GenEmu.Core.Tests.Paths;

/// <summary>A few instructions or an event, and what it must touch.</summary>
/// <param name="Name">Says what happens.</param>
/// <param name="Mode">Where it happens.</param>
/// <param name="Code">The instructions.</param>
/// <param name="Touches">Structures that it meets, so that a case which misses its point fails.</param>
internal sealed record PathCase(string Name, PathMode Mode, Action<Assembler> Code, params Structure[] Touches)
{
    /// <summary>How many instructions, iterations and deliveries run.</summary>
    public int Steps { get; init; } = 1;

    /// <summary>Changes memory and registers before the case starts.</summary>
    public Action<PathWorld>? Prepare { get; init; }

    /// <summary>Raises events once the processor is set up.</summary>
    public Action<Vcpu>? Raise { get; init; }

    /// <summary>Whether it makes sense only with paging.</summary>
    public bool NeedsPaging { get; init; }

    /// <summary>Whether the first instruction begins with the last byte of a page.</summary>
    public bool CrossesPage { get; init; }

    public override string ToString() => Name;
}
