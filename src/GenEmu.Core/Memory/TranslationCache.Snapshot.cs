using GenEmu.Abstractions;
using GenEmu.Core.State;

namespace GenEmu.Core.Memory;

/// <content>Translations are saved too: a guest that does not flush what it should, or leaves accessed bits stale on purpose, goes on seeing what it would have seen.</content>
internal sealed unsafe partial class TranslationCache
{
    private const int PageEntries = 4 * Tlb.Entries;

    public void Save(IStateWriter to) => to.WriteArray("translations", new ReadOnlySpan<ulong>(_pages, PageEntries * 2));

    /// <summary>Takes the translations over. Who has changed the view has flushed before.</summary>
    public void Load(IStateReader from)
    {
        VcpuImage.Row<ulong>(from, "translations", PageEntries * 2).CopyTo(new Span<ulong>(_pages, PageEntries * 2));
        for (int i = 0; i < 2 * Tlb.Entries; i++)
        {
            if (_pages[i].Tag != TlbEntry.Invalid)
            {
                FillDirect(_entries + i, _pages[i].Tag, _pages[i].Physical & Tlb.PageMask, writable: false);      // the first write makes it so, as after ProtectAll
            }
        }
    }
}
