using GenEmu.Abstractions;

namespace GenEmu.Devices.Generators.Tests.Support;

/// <summary>One claim, on ports or memory, answered at once or later.</summary>
internal sealed record FakeClaim(AccessWidths Widths, int Priority, byte Tag, bool IsAsync) : IClaim
{
    public required ulong Base { get; set; }

    public required ulong Length { get; init; }

    public required bool Enabled { get; set; }

    public bool Batch { get; init; }

    public bool Coalesce { get; init; }

    public required Func<ulong, int, ValueTask<ulong>> Read { get; init; }

    public required Func<ulong, int, ulong, ValueTask> Write { get; init; }

    /// <summary>Whether a whole access lies inside.</summary>
    public bool Answers(ulong address, int width) =>
        Enabled && Widths.HasFlag((AccessWidths)width) && address >= Base && address + (ulong)width <= Base + Length;

    public bool Overlaps(FakeClaim other) =>
        (Widths & other.Widths) != 0 && Priority == other.Priority && Base < other.Base + other.Length && other.Base < Base + Length;

    public void Dispose() => Enabled = false;
}
