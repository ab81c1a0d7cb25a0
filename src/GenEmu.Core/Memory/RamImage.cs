namespace GenEmu.Core.Memory;

/// <summary>The contents of a block of memory at one moment, page by page. It does not change, and images share the pages that they have in common.</summary>
/// <param name="pages">The pages; null for one that is all zeros.</param>
internal sealed class RamImage(byte[]?[] pages)
{
    public int Count => pages.Length;

    /// <summary>How many pages are not all zeros.</summary>
    public int Filled => pages.Count(page => page is not null);

    /// <summary>A page; null if it is all zeros.</summary>
    public byte[]? this[int page] => pages[page];

    /// <summary>Keeps a page's bytes: in an array that has them already, if there is one.</summary>
    public static byte[]? Keep(ReadOnlySpan<byte> now, byte[]? before)
    {
        if (before is not null && now.SequenceEqual(before))
        {
            return before;
        }

        return now.ContainsAnyExcept((byte)0) ? now.ToArray() : null;
    }

    public byte[]?[] CopyOfPages() => (byte[]?[])pages.Clone();
}
