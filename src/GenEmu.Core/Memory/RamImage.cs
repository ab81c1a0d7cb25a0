namespace GenEmu.Core.Memory;

/// <summary>The contents of a block of memory at one moment, page by page. It does not change, and images share the pages that they have in common.</summary>
/// <param name="pages">The pages; null for one that nobody ever wrote to, which is all zeros.</param>
internal sealed class RamImage(RamPage?[] pages)
{
    public int Count => pages.Length;

    /// <summary>How many pages are not all zeros.</summary>
    public int Filled => pages.Count(page => page is { IsZero: false });

    /// <summary>A page; null if it is all zeros.</summary>
    public RamPage? this[int page] => pages[page];

    public RamPage?[] CopyOfPages() => (RamPage?[])pages.Clone();
}
