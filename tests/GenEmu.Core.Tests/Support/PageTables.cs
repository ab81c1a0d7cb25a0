namespace GenEmu.Core.Tests.Support;

/// <summary>Two-level page tables that map the first 4 MiB one to one, and a #PF handler.</summary>
internal static class PageTables
{
    public const uint Directory = 0x10_0000;
    public const uint Table = 0x10_1000;

    /// <summary>Where #PF leads.</summary>
    public const uint Handler = 0x3000;

    public const uint Writable = 7;
    public const uint ReadOnly = 5;

    /// <summary>Turns paging on, with CR0.WP.</summary>
    public static TestCpu Paged(this TestCpu cpu)
    {
        cpu.Gate(14, Handler).Write(Handler, [0xF4]);
        cpu.Write(Directory, BitConverter.GetBytes(Table | Writable));
        for (uint page = 0; page < 1024; page++)
        {
            cpu.Map(page, page << 12);
        }

        cpu.Registers.Cr3 = Directory;
        cpu.Registers.Cr0 |= 0x8001_0000;
        return cpu;
    }

    /// <summary>Maps a page to a frame.</summary>
    public static void Map(this TestCpu cpu, uint page, uint frame, uint rights = Writable) => cpu.SetEntry(page, frame | rights);

    public static void Unmap(this TestCpu cpu, uint page) => cpu.SetEntry(page, 0);

    private static void SetEntry(this TestCpu cpu, uint page, uint entry)
    {
        cpu.Write(Table + (page * 4), BitConverter.GetBytes(entry));
        cpu.Cpu.Translations.Flush(page << 12);
    }
}
